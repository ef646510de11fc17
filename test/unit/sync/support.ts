import type { EntityMapping, MappedItem, Mapping, Resource } from '../../../src/mapping/types.ts';

/** Mappings and items as short as a test can read them. */
export const resource = (
  index: number,
  kind: string,
  entities: Partial<EntityMapping>[],
  options: Record<string, unknown> = {},
): Resource => ({
  index,
  kind,
  query: 'true',
  options,
  entities: entities.map((e) => ({ identifier: '.id', blueprint: '"thing"', ...e })),
});

export const mapping = (resources: Resource[], flags: Partial<Mapping> = {}): Mapping => ({
  deleteDependentEntities: true,
  createMissingRelatedEntities: true,
  enableMergeEntity: true,
  entityDeletionThreshold: 0.9,
  resources,
  ...flags,
});

export const mapped = (
  key: string,
  fields: { blueprint?: string; title?: string; relations?: Record<string, unknown> } = {},
): MappedItem => {
  const { blueprint = 'thing', ...rest } = fields;
  return {
    outcomes: [
      {
        result: 'mapped',
        entities: [{ mapping: 0, key, blueprint, body: { identifier: key, blueprint, ...rest } }],
      },
    ],
  };
};
