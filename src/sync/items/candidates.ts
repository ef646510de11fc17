import { type AbsentItem, type KindDefinition, PartialItem, type RawItem } from '../../kinds/types.ts';
import { append } from '../../lib/append.ts';
import type { MappedEntity, MappedItem, Mapper, Resource } from '../../mapping/types.ts';
import { entitiesIn } from '../load/loader.ts';
import { literalsIn } from './look-alikes.ts';
import { otherwise } from './otherwise.ts';

/** An entity that an item may have made, and makes no more. */
export interface Candidate {
  blueprint: string;
  identifier: string;
  resource: Resource;
  /** Position of its mapping among the resource's. */
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
  /** Number of organisations of the run. */
  organisations: number;
  signal: AbortSignal;
  waits(reason: string, resource: Resource, item: RawItem): void;
}

/**
 * The entities of items that make none any more, as far as it is certain that no other item can have made them: the
 * identifier is evaluated on the item and on copies with other ids, and has to differ. The others wait.
 */
export async function candidatesOf(
  resource: Resource,
  leavers: readonly Leaver[],
  options: CandidateOptions,
): Promise<Candidate[]> {
  const kind = options.kinds.get(resource.kind);
  const found: Candidate[] = [];
  const literals = literalsIn(
    resource.entities.flatMap(({ identifier }) => (typeof identifier === 'string' ? [identifier] : [])),
  );
  for (const leaver of leavers) {
    const { item } = leaver.item;
    const copies = kind && otherwise(item, kind, leaver.why, options.organisations, literals);
    if (!copies) {
      options.waits(NO_ID, resource, item);
      continue;
    }
    const asked = [item, ...copies].map((one) => new PartialItem(one, undefined, leaver.item.open));
    const [own, ...others] = await options.mapper.identify(withoutQuery(resource), asked, options.signal);
    if (!own || others.some((other) => !other)) options.waits(NOT_KNOWN, resource, item);
    else append(found, distinct(resource, leaver, own, others as MappedItem[], options));
  }
  return found;
}

const NO_ID = 'nothing proves which entity it was';
const NOT_KNOWN = 'the mapping needs more of it than is known to say which entity it was';
const NOT_ALONE = 'its identifier does not show by ids that no other item can have made the entity';

function distinct(
  resource: Resource,
  { item: { item }, why }: Leaver,
  own: MappedItem,
  others: readonly MappedItem[],
  { waits }: CandidateOptions,
): Candidate[] {
  const elsewhere = new Set(others.flatMap((other) => entitiesIn([other]).map(keyOf)));
  return entitiesIn([own]).flatMap((entity): Candidate[] => {
    if (entity.key === undefined) return [];
    if (!elsewhere.has(keyOf(entity)))
      return [
        { blueprint: entity.blueprint, identifier: entity.key, resource, mapping: entity.mapping, why },
      ];
    waits(NOT_ALONE, resource, item);
    return [];
  });
}

const keyOf = ({ blueprint, key }: MappedEntity): string => JSON.stringify([blueprint, key]);

/** Resources whose query is true, one for each, since a mapper makes ready each that it meets. */
const open = new WeakMap<Resource, Resource>();

/** Whether the query would take an item that is gone does not matter: what it made is gone, too. */
function withoutQuery(resource: Resource): Resource {
  const known = open.get(resource) ?? { ...resource, query: 'true' };
  open.set(resource, known);
  return known;
}
