import type { RawItem } from '../kinds/types.ts';
import { shorten } from '../lib/text/shorten.ts';
import { isTooLarge } from '../lib/values/json.ts';
import type { EntityBody, MappedItem, Mapper, Resource } from '../mapping/types.ts';
import type { CheckedResource } from '../report/check-report.ts';
import type { Counters } from '../report/counters/counters.ts';
import { resourceName } from '../report/words/words.ts';
import { emptyIn, isNested, refusedIdentifiers } from './fields.ts';

export interface Samples {
  from: CheckedResource['samples'];
  items: readonly RawItem[];
}

const entitiesOf = ({ outcomes }: MappedItem): EntityBody[] =>
  outcomes.flatMap((outcome) => ('entities' in outcome ? outcome.entities.map(({ body }) => body) : []));

/** The first entity of each blueprint and mapping: elements of one item that `itemsToParse` gave look alike. */
const shown = (items: readonly MappedItem[], mappings: number): EntityBody[] =>
  (items.map(entitiesOf).find((entities) => entities.length > 0) ?? []).slice(0, mappings);

const allFiltered = (items: readonly MappedItem[]): boolean => {
  const outcomes = items.flatMap((item) => item.outcomes);
  return outcomes.length > 0 && outcomes.every(({ result }) => result === 'filtered');
};

/** The size of an excerpt: a sample of the user's own may have megabytes. */
const MOST = { values: 2_000, characters: 20_000 };

const excerpt = (value: unknown): unknown => {
  if (!isTooLarge(value, MOST)) return value;
  return typeof value === 'string' ? shorten(value, 1_000) : '… (too large to be shown)';
};

const excerptOf = (entity: EntityBody): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entity).map(([name, value]) => [
      name,
      isNested(name)
        ? Object.fromEntries(Object.entries(value ?? {}).map(([field, held]) => [field, excerpt(held)]))
        : excerpt(value),
    ]),
  );

/** Maps the samples of a resource: counts in the counters, and what to show of it. */
export async function trial(
  resource: Resource,
  { from, items }: Samples,
  mapper: Pick<Mapper, 'map'>,
  counters: Counters,
): Promise<CheckedResource> {
  const mapped = await mapper.map(resource, items);
  counters.countMapped(resource, mapped, items);
  const withoutSelector = allFiltered(mapped);
  // The selector is left out: there is something to look at then, however few items it is meant for.
  const made = withoutSelector ? await mapper.map({ ...resource, query: 'true' }, items) : mapped;
  const entities = made.flatMap(entitiesOf);
  const where = resourceName(resource);
  for (const identifier of new Set(refusedIdentifiers(entities)))
    counters.warn(`${where}: Port would refuse the identifier ${JSON.stringify(identifier)}.`);
  const report = counters.reportOf(resource);
  report.blueprints = [...new Set(entities.map(({ blueprint }) => blueprint))];
  report.entities = new Set(
    entities.map(({ blueprint, identifier }) => JSON.stringify([blueprint, identifier])),
  ).size;
  if (withoutSelector) report.entities = 0;
  return {
    index: resource.index,
    kind: resource.kind,
    samples: from,
    entities: shown(made, resource.entities.length).map(excerptOf),
    withoutSelector,
    empty: emptyIn(entities),
  };
}
