import type { KindDefinition, Source } from '../../../kinds/types.ts';
import { append } from '../../../lib/collections/append.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { listName } from '../../read/unread-part.ts';
import { type Attributed, type Carrier, carrierOf, guidsIn } from '../attribution.ts';
import type { Gone, Held, Leaving, Reason } from '../held.ts';
import type { ProjectStates } from './project-states.ts';

export interface FindProjectsOptions extends Pick<ProjectStates, 'stateOf'> {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** A list of the run has the project with this id. */
  isSeen(id: string): boolean;
  /** Ids of projects that a list of the run has, and that are in none when it is asked for again. */
  unlisted(): Promise<ReadonlySet<string>>;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

/** Gone entities, by what is known of their projects. Those of projects in sight, or known to be gone, are in none. */
export interface FoundProjects {
  /** Entities that may be of a project which is in no list and not known to be gone. */
  held: Held[];
  /** Entities of which nothing shows their project. */
  unattributed: { blueprint: string; identifier: string }[];
  /** Entities of projects that the user left out. */
  leaving: Leaving[];
}

/** Lists under which all items are of one project or another. */
const OF_PROJECTS = new Set(['projects', 'project', 'teams']);

/** Finds out whose project gone entities were of, as far as the mapping shows it. */
export async function findProjects(gone: Gone, options: FindProjectsOptions): Promise<FoundProjects> {
  const found: FoundProjects = { held: [], unattributed: [], leaving: [] };
  let isOfOrganisation = false;
  for (const [blueprint, identifiers] of gone) {
    const carriers = carriersOf(blueprint, options);
    if (carriers.length === 0) {
      if (!mayBeOfProjects(blueprint, options)) continue;
      isOfOrganisation ||= identifiers.length > 0;
      append(
        found.unattributed,
        identifiers.map((identifier) => ({ blueprint, identifier })),
      );
      continue;
    }
    for (const entity of await withRelations(blueprint, identifiers, carriers, options))
      await sort({ blueprint, ...entity }, carriers, found, options);
  }
  if (found.held.length > 0 || (isOfOrganisation && (await isAnyHidden(options))))
    for (const entity of found.unattributed) found.held.push({ ...entity, ...MAY_BE_ONE });
  return found;
}

/** Whether a project has gone out of sight since its list was read, and is not known to be gone. */
async function isAnyHidden({ unlisted, stateOf }: FindProjectsOptions): Promise<boolean> {
  for (const id of await unlisted()) if ((await stateOf(id)) === 'not listed') return true;
  return false;
}

/** The places where the entities of a blueprint show their project, for each target of a list under projects. */
function carriersOf(blueprint: string, { targets, kinds }: FindProjectsOptions): Carrier[] {
  return targets
    .filter((target) => canWrite(target, blueprint))
    .filter(({ resource }) => isOfProjects(kinds.get(resource.kind), resource.options))
    .map((target) => carrierOf(target, kinds.get(target.resource.kind), 'projects'));
}

/** Whether items of a list of the organisation, such as its groups, make entities of a blueprint: some are of projects. */
const mayBeOfProjects = (blueprint: string, { targets, kinds }: FindProjectsOptions): boolean =>
  targets.some(
    (target) =>
      canWrite(target, blueprint) &&
      rootsOf(kinds.get(target.resource.kind), target.resource.options).some(({ ofProjects }) => ofProjects),
  );

/** Entities with the relations that Port has, for those whose identifier alone does not name a project in sight. */
async function withRelations(
  blueprint: string,
  identifiers: readonly string[],
  carriers: readonly Carrier[],
  { isSeen, relationsOf }: FindProjectsOptions,
): Promise<Attributed[]> {
  const inSight = (identifier: string) =>
    carriers.some((carrier) => guidsIn(carrier, { identifier }).some(isSeen));
  const left = new Set(identifiers.filter((identifier) => !inSight(identifier)));
  const found: Attributed[] = [];
  if (left.size > 0 && carriers.some(({ relations }) => relations.length > 0))
    for await (const page of relationsOf(blueprint, [...left]))
      for (const entity of page) if (left.delete(entity.identifier)) found.push(entity);
  return [...found, ...[...left].map((identifier) => ({ identifier }))];
}

/** Puts an entity where it belongs. It is of a missing project only if every carrier names one. */
async function sort(
  entity: Attributed & { blueprint: string },
  carriers: readonly Carrier[],
  { held, unattributed, leaving }: FoundProjects,
  { isSeen, stateOf }: FindProjectsOptions,
): Promise<void> {
  const { blueprint, identifier } = entity;
  const named = carriers.map((carrier) => guidsIn(carrier, entity));
  const ids = named.flat();
  if (ids.some(isSeen)) return;
  for (const id of new Set(ids)) {
    const state = await stateOf(id);
    if (state === 'left out') leaving.push({ blueprint, identifier, project: id });
    if (state !== 'not listed') return;
  }
  const [missing] = ids;
  if (missing === undefined || named.some((some) => some.length === 0))
    unattributed.push({ blueprint, identifier });
  else held.push({ blueprint, identifier, ...reasonFor(missing) });
}

const sightOr = (pattern: string): string =>
  `Give the credential access to the project again, or leave it out by its id, so that what is left of it is deleted: projects: ${pattern}.`;

const MAY_BE_ONE: Reason = {
  reason:
    'it may be of a project that is in no list any more and that Azure DevOps does not list as deleted either',
  remedy: sightOr("'!<id>'"),
};

const reasonFor = (project: string): Reason => ({
  reason: `project ${project} is in no list any more, and Azure DevOps does not list it as deleted: the credential may have lost sight of it`,
  remedy: sightOr(`'!${project}'`),
});

const isOfProjects = (kind: KindDefinition | undefined, options: Record<string, unknown>): boolean =>
  rootsOf(kind, options).some(({ key }) => OF_PROJECTS.has(listName(key)));

const rootsOf = (kind: KindDefinition | undefined, options: Record<string, unknown>): Source[] =>
  kind ? [kind.source(options)].flat().map(rootOf) : [];

const rootOf = (source: Source): Source => (source.under ? rootOf(source.under) : source);
