import { kinds } from '../../../src/kinds/registry.ts';
import type { Product } from '../product.ts';
import type { Wanted } from './resources.ts';

/** A raw item as it stands in Port. */
// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape is what the tests are about.
export type Item = Record<string, any>;

/** Keys of a kind's items, where they are not told apart by their id and their parents. */
const keys: Record<string, string> = {
  branch: '[.__repository.id, .name]',
  'pull-request': '.pullRequestId',
  file: '[.repo.id, .file.path]',
  folder: '[.__repository.id, .__branch, .path, .__pattern]',
  'advanced-security-alert': '[.__repositoryId, .alertId]',
  member: '[.__teamId, .identity.id]',
  column: '[.__board.id, .id, .__stateType]',
  user: '.id // .descriptor',
  group: '.descriptor',
};

const keyOf = (kind: string): string => {
  const { id = 'id', under = {} } = kinds.get(kind) ?? {};
  return keys[kind] ?? `[${[id, ...Object.values(under).flat()].map((path) => `.${path}`).join(', ')}]`;
};

/** Resources that make an entity of each raw item, which has it whole; each with a blueprint of its own. */
export const resourcesOf = (wanted: readonly Wanted[]) =>
  wanted.map(({ kind, options }, index) => ({
    kind,
    selector: { query: 'true', ...options },
    port: {
      entity: {
        mappings: {
          identifier: `(${keyOf(kind)}) | tojson | @base64`,
          blueprint: `"resource${index}"`,
          properties: { item: '.' },
        },
      },
    },
  }));

/** Settings of a run by some of these resources. */
export const settingsOf = (resources: readonly object[]) => ({
  mapping: {
    from: 'inline' as const,
    text: JSON.stringify({
      deleteDependentEntities: false,
      createMissingRelatedEntities: false,
      resources,
    }),
  },
  initializePortResources: false,
});

export const seedBlueprints = ({ port }: Product, wanted: readonly Wanted[]): void =>
  port.seedBlueprints(
    wanted.map((_, index) => ({
      identifier: `resource${index}`,
      title: `Resource ${index}`,
      schema: { properties: { item: { type: 'object' } }, required: [] },
      relations: {},
    })),
  );

/** The raw items that Port has of a resource, by the identifiers of their entities. */
export const itemsIn = ({ port }: Product, index: number): [identifier: string, item: Item][] =>
  port
    .entities(`resource${index}`)
    .map(({ identifier, properties }) => [identifier, properties.item as Item]);
