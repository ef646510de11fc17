import { kinds } from '../../../src/kinds/registry.ts';

/** A resource's kind and the options of its selector. */
export interface Wanted {
  kind: string;
  options?: Record<string, unknown>;
}

/** The organisation from which all kinds are read, by tests and for docs/requests.md. */
export const organisationOptions = {
  seed: 1,
  name: 'contoso',
  now: new Date(Date.UTC(2026, 0, 5)),
  scale: { branchesPerRepository: 5 },
};

/** Options that kinds cannot do without, or give little without. */
const needed: Record<string, Record<string, unknown>> = {
  file: { files: { path: 'README.md' } },
  folder: { folders: [{ path: '*' }] },
  'area-path': { depth: 14 },
};

/** All kinds with few options. */
export const plain: readonly Wanted[] = [...kinds.keys()].map((kind) => ({
  kind,
  ...(needed[kind] && { options: needed[kind] }),
}));

/** Names the items of every kind; what has none of these is told apart by its text. */
const identifier =
  '(.id // .identifier // .descriptor // .objectId // .alertId // .pullRequestId // .identity.id // .file.objectId // .path // "none") | tostring';

/**
 * A mapping document that makes an entity of `blueprint` of each item; `number` of the resource is part of the
 * identifier, so that resources on one kind do not write the same entities.
 */
export const documentOf = (wanted: readonly Wanted[]): string =>
  JSON.stringify({
    deleteDependentEntities: false,
    createMissingRelatedEntities: false,
    resources: wanted.map(({ kind, options }, number) => ({
      kind,
      selector: { query: 'true', ...options },
      port: {
        entity: {
          mappings: {
            identifier: `"${number}/" + (${identifier})`,
            blueprint: `"${blueprint.identifier}"`,
            properties: { kind: `"${kind}"` },
          },
        },
      },
    })),
  });

export const blueprint = {
  identifier: 'item',
  title: 'Item',
  schema: { properties: { kind: { type: 'string' } }, required: [] },
  relations: {},
  mirrorProperties: {},
  calculationProperties: {},
  aggregationProperties: {},
};
