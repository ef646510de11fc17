import { choice, flag, optional, textList } from '../../../../src/kinds/support/options.ts';
import { type MappableKind, parseMapping } from '../../../../src/mapping/definition/parse-mapping.ts';
import { createMapper } from '../../../../src/mapping/mapper.ts';
import type { MappedItem, Mapper, MapperOptions, ParsedMapping } from '../../../../src/mapping/types.ts';

const definitions: Record<string, MappableKind['options']> = {
  project: { defaultTeam: flag(false) },
  repository: { includedFiles: textList() },
  'pull-request': { maxResults: optional.count },
  'work-item': { wiql: optional.text, expand: choice(['None', 'All'], 'All') },
};

export const kinds: ReadonlyMap<string, MappableKind> = new Map(
  Object.entries(definitions).map(([name, options]) => [name, { name, options }]),
);

export const parseText = (text: string): ParsedMapping => parseMapping({ text }, kinds, { from: 'inline' });

export interface ShortResource {
  query?: unknown;
  itemsToParse?: string;
  itemsToParseName?: string;
  itemsToParseTopLevelTransform?: unknown;
  mappings: unknown;
}

/** A mapping of one resource on projects. */
export const parseOne = ({ query = true, mappings, ...port }: ShortResource): ParsedMapping =>
  parseMapping(
    {
      document: {
        resources: [{ kind: 'project', selector: { query }, port: { ...port, entity: { mappings } } }],
      },
    },
    kinds,
    { from: 'inline' },
  );

export const options: MapperOptions = { environment: {}, timeLimitSeconds: 20, maxWorkers: 1 };

/** Maps items with one resource, and closes the mapper. */
export async function mapAll(
  resource: ShortResource,
  items: Record<string, unknown>[],
  changes: Partial<MapperOptions> = {},
): Promise<{ mapped: MappedItem[]; stats: ReturnType<Mapper['stats']> }> {
  const { mapping } = parseOne(resource);
  const mapper = createMapper(mapping, { ...options, ...changes });
  try {
    const mapped = await mapper.map(mapping.resources[0] as never, items);
    return { mapped, stats: mapper.stats() };
  } finally {
    await mapper.close();
  }
}

/** The properties of the only entity of each item. */
export const propertiesOf = (mapped: readonly MappedItem[]): unknown[] =>
  mapped.map(({ outcomes: [outcome] }) =>
    outcome && 'entities' in outcome ? outcome.entities[0]?.body.properties : outcome,
  );
