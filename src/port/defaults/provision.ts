import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Port } from '../port.ts';
import { PortError } from '../port-error.ts';
import type { Blueprint } from '../types.ts';
import type { DefaultResources, Definition } from './resources.ts';

/** Set-up that was done, and that could not be, in words. */
export interface Provisioned {
  actions: string[];
  warnings: string[];
}

/** The blueprints that Port does not have yet. Only these are created; existing ones are never touched. */
export const missingBlueprints = (
  resources: DefaultResources,
  existing: readonly Blueprint[],
): readonly Blueprint[] => {
  const known = new Set(existing.map(({ identifier }) => identifier));
  return resources.blueprints.filter(({ identifier }) => !known.has(identifier));
};

/**
 * Creates the blueprints given, and what belongs to them. A blueprint may point at any other, so all are created bare
 * before relations come, and what reads through relations comes last. A failure among the blueprints deletes those
 * just created and throws; one of an action, scorecard or page is a warning.
 */
export const provision = async (
  port: Port,
  resources: DefaultResources,
  missing: readonly Blueprint[],
  log: Log,
): Promise<Provisioned> => {
  if (missing.length === 0) return { actions: [], warnings: [] };
  await createBlueprints(port, missing, log);
  const names = missing.map(({ identifier }) => identifier);
  const extras = await createExtras(port, resources, new Set(names));
  return {
    actions: [`created the blueprints ${names.join(', ')}`, ...extras.actions],
    warnings: extras.warnings,
  };
};

/** Parts that a blueprint gets once all of them exist, since they refer to others. */
const pointsElsewhere = ['relations', 'teamInheritance', 'ownership'] as const;
const readsElsewhere = ['mirrorProperties', 'calculationProperties', 'aggregationProperties'] as const;

const without = (blueprint: Blueprint, keys: readonly string[]): Blueprint =>
  Object.fromEntries(Object.entries(blueprint).filter(([key]) => !keys.includes(key))) as Blueprint;

const createBlueprints = async (port: Port, missing: readonly Blueprint[], log: Log): Promise<void> => {
  const created: string[] = [];
  try {
    for (const blueprint of missing) {
      await createBare(port, without(blueprint, [...pointsElsewhere, ...readsElsewhere]), () =>
        created.push(blueprint.identifier),
      );
    }
    for (const blueprint of missing) await patchBlueprint(port, without(blueprint, readsElsewhere));
    for (const blueprint of missing) await patchBlueprint(port, blueprint);
  } catch (error) {
    await rollBack(port, created, log);
    throw error;
  }
};

/** `attempted` is called before the request: one whose answer was lost may exist all the same. */
const createBare = async (port: Port, blueprint: Blueprint, attempted: () => void): Promise<void> => {
  attempted();
  await port.request({
    method: 'POST',
    path: '/v1/blueprints',
    route: '/v1/blueprints',
    body: blueprint,
    idempotent: true,
    // The resource was not there when this began: a repeated request that finds it finds what the first one made.
    allow: [409],
  });
};

const blueprintPath = (identifier: string) => ({
  path: `/v1/blueprints/${encodeURIComponent(identifier)}`,
  route: '/v1/blueprints/{blueprint}',
});

const patchBlueprint = (port: Port, blueprint: Blueprint): Promise<unknown> =>
  port.request({ method: 'PATCH', ...blueprintPath(blueprint.identifier), body: blueprint });

/** Deletes new blueprints again. Their relations go first: one that another refers to cannot be deleted. */
const rollBack = async (port: Port, created: readonly string[], log: Log): Promise<void> => {
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      log.warn(`The new blueprint ${what} could not be removed again: ${messageOf(error)}`);
    }
  };
  for (const identifier of created) {
    const body = {
      relations: {},
      mirrorProperties: {},
      calculationProperties: {},
      aggregationProperties: {},
    };
    await attempt(identifier, () =>
      port.request({ method: 'PATCH', ...blueprintPath(identifier), body, allow: [404] }),
    );
  }
  for (const identifier of [...created].reverse()) {
    await attempt(identifier, () =>
      port.request({ method: 'DELETE', ...blueprintPath(identifier), allow: [404] }),
    );
  }
};

interface Extra {
  what: string;
  path: string;
  route: string;
  body: Definition;
}

/** Actions, pages, and scorecards of the blueprints just created: on existing ones they would change what is set up. */
const extrasOf = (resources: DefaultResources, created: ReadonlySet<string>): Extra[] => [
  ...resources.actions.map((body) => ({
    what: `action ${body.identifier}`,
    path: '/v1/actions',
    route: '/v1/actions',
    body,
  })),
  ...resources.scorecards
    .filter(({ blueprint }) => created.has(blueprint))
    .flatMap(({ blueprint, data }) =>
      data.map((body) => ({
        what: `scorecard ${body.identifier} on ${blueprint}`,
        path: `/v1/blueprints/${encodeURIComponent(blueprint)}/scorecards`,
        route: '/v1/blueprints/{blueprint}/scorecards',
        body,
      })),
    ),
  ...resources.pages.map((body) => ({
    what: `page ${body.identifier}`,
    path: '/v1/pages',
    route: '/v1/pages',
    body,
  })),
];

/** Everything that would be created beside the blueprints, in words. */
export const describeExtras = (resources: DefaultResources, missing: readonly Blueprint[]): string[] =>
  missing.length === 0
    ? []
    : extrasOf(resources, new Set(missing.map(({ identifier }) => identifier))).map(({ what }) => what);

const createExtras = async (
  port: Port,
  resources: DefaultResources,
  created: ReadonlySet<string>,
): Promise<Provisioned> => {
  const actions: string[] = [];
  const warnings: string[] = [];
  for (const { what, path, route, body } of extrasOf(resources, created)) {
    try {
      const request = { method: 'POST', path, route, body, idempotent: true, allow: [409] } as const;
      const answer = await port.request(request);
      if (answer !== undefined) actions.push(`created the ${what}`);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      warnings.push(`The ${what} could not be created: ${error.detail ?? error.message}`);
    }
  }
  return { actions, warnings };
};
