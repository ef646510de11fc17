import type { AbsentItem, KindDefinition, PartialItem, RawItem } from '../../kinds/types.ts';
import type { MappedEntity, Mapper, Resource } from '../../mapping/types.ts';
import { entitiesIn } from '../load/loader.ts';
import { type ItemIds, idsOf, isOnlyOf } from './only-item.ts';

/** An entity that an item may have made, and makes no more. */
export interface Candidate {
  blueprint: string;
  identifier: string;
  resource: Resource;
  /** The position of its mapping among the resource's. */
  mapping: number;
  why: Exclude<AbsentItem['why'], 'unknown'>;
}

/** An item that makes no entity any more. `item`: all that is known of it. */
export interface Leaver {
  item: PartialItem;
  why: Candidate['why'];
}

export interface CandidateOptions {
  mapper: Pick<Mapper, 'identify'>;
  kinds: ReadonlyMap<string, KindDefinition>;
  /** The number of organisations of the run. */
  organisations: number;
  signal: AbortSignal;
  waits(reason: string, resource: Resource, item: RawItem): void;
}

/**
 * The entities of items that make none any more, as far as it is certain that no other item can have made them: their
 * identifiers show it by ids. The others wait.
 */
export async function candidatesOf(
  resource: Resource,
  leavers: readonly Leaver[],
  options: CandidateOptions,
): Promise<Candidate[]> {
  const kind = options.kinds.get(resource.kind);
  const element = resource.itemsToParse?.name;
  const known = leavers.flatMap(({ item, why }) => {
    const { organisations } = options;
    const ids = kind && idsOf(item.item, kind, { why, organisations, element });
    if (!ids) options.waits(NO_ID, resource, item.item);
    return ids ? [{ item, why, ids }] : [];
  });
  const items = known.map(({ item }) => item);
  const identified = await options.mapper.identify(withoutQuery(resource), items, options.signal);
  return known.flatMap(({ item, why, ids }, i) => {
    const own = identified[i];
    if (own) return distinct(resource, ids, entitiesIn([own]), why, options);
    options.waits(NOT_KNOWN, resource, item.item);
    return [];
  });
}

const NO_ID = 'nothing proves which entity it was';
const NOT_KNOWN = 'the mapping needs more of it than is known to say which entity it was';
const NOT_ALONE = 'its identifier does not show by ids that no other item can have made the entity';

const distinct = (
  resource: Resource,
  ids: ItemIds,
  entities: readonly MappedEntity[],
  why: Candidate['why'],
  { waits }: CandidateOptions,
): Candidate[] =>
  entities.flatMap(({ blueprint, key, mapping }): Candidate[] => {
    const expression = resource.entities[mapping]?.identifier;
    if (key === undefined || typeof expression !== 'string') return [];
    if (isOnlyOf(ids, key, expression)) return [{ blueprint, identifier: key, resource, mapping, why }];
    waits(NOT_ALONE, resource, ids.item);
    return [];
  });

/** Resources whose query is true, one for each, since a mapper makes ready each that it meets. */
const open = new WeakMap<Resource, Resource>();

/** Whether the query would take an item that is gone does not matter: what it made is gone, too. */
function withoutQuery(resource: Resource): Resource {
  const known = open.get(resource) ?? { ...resource, query: 'true' };
  open.set(resource, known);
  return known;
}
