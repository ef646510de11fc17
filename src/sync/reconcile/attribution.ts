import type { KindDefinition } from '../../kinds/types.ts';
import { carries } from '../../mapping/carries.ts';
import type { Resource } from '../../mapping/types.ts';
import type { UnreadPart } from '../../report/unread.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import { ITEM } from '../read/unread-part.ts';

/**
 * Attribution: which entities could have come from a part of the lists that was not read. See *Attribution* in
 * docs/development/decisions.md.
 */

/** An owned entity, with its relations where Port was asked for them. */
export interface Attributed {
  identifier: string;
  relations?: Record<string, unknown>;
}

/** The places at which a mapping shows under which parent of a list an entity's item was. */
export interface Carrier {
  /** The identifier has the parent's id in it. */
  identifier: boolean;
  /** Whether the service may leave the id out of an item: an identifier is without it then. */
  mayLack: boolean;
  /** Relations that are the parent's id, or have it in them. */
  relations: readonly string[];
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Characters that `carries` lets a mapping take out: an id with one of them may not be found again. */
const NOT_IN_IDS = /[ /:\\]/;

/** The way in which a mapping carries the ids of the parents of one list into its entities. */
export function carrierOf(
  { resource, mapping, conflicts }: Pick<MappingTarget, 'resource' | 'mapping' | 'conflicts'>,
  kind: KindDefinition | undefined,
  list: string,
): Carrier {
  const { identifier } = mapping;
  const element = resource.itemsToParse?.name;
  const own = kind?.id === undefined ? [] : [kind.id];
  const all = list === ITEM ? own : (kind?.under?.[list] ?? []);
  const paths = all.filter((path) => path.split('.', 1)[0] !== element);
  const mayLack = list !== ITEM && mayNotTell(kind, resource);
  if (paths.length === 0 || typeof identifier !== 'string')
    return { identifier: false, mayLack, relations: [] };
  // A relation tells only where no other item, of another parent, can be the same entity, and nothing else writes it.
  const isOne =
    element === undefined &&
    conflicts.length === 0 &&
    kind?.onlyUnder?.includes(list) &&
    carries(identifier, own);
  return {
    identifier: carries(identifier, paths),
    mayLack,
    relations: isOne
      ? Object.entries(mapping.relations ?? {}).flatMap(([name, relation]) =>
          typeof relation === 'string' && carries(relation, paths) ? [name] : [],
        )
      : [],
  };
}

/** Whether items of a resource may lack the ids of their parents. */
export const mayNotTell = (kind: KindDefinition | undefined, { options }: Resource): boolean =>
  typeof kind?.mayNotTell === 'function' ? kind.mayNotTell(options) : kind?.mayNotTell === true;

/** Whether an id that a mapping carries is found again. */
export const isFound = (id: string): boolean => !NOT_IN_IDS.test(id);

/** Parents, of a part, of which an entity shows whether it is of them. */
export function shownParents(
  parents: UnreadPart['parents'],
  carriers: ReadonlyMap<string, Carrier>,
  { identifier }: Attributed,
): UnreadPart['parents'] {
  const mayLack = ({ list }: Parent) => carriers.get(list)?.mayLack ?? false;
  const carried = carriedGuids(parents, carriers);
  if (!carried.some(mayLack) || everyGuidIn(identifier).length >= carried.length) return parents;
  return parents.filter((parent) => !mayLack(parent));
}

type Parent = UnreadPart['parents'][number];

/** Parents whose GUIDs an identifier has in it. */
export const carriedGuids = (parents: readonly Parent[], carriers: ReadonlyMap<string, Carrier>): Parent[] =>
  parents.filter(({ list, id }) => GUID.test(id) && carriers.get(list)?.identifier);

/** Whether an entity could be of the parent with this id, as far as the carrier shows. */
export function couldBeUnder(carrier: Carrier, id: string, { identifier, relations }: Attributed): boolean {
  if (!isFound(id)) return true;
  if (carrier.identifier && !has(identifier, id)) return false;
  return carrier.relations.every((name) => {
    const value = relations?.[name];
    return typeof value !== 'string' || !GUID.test(value) || has(value, id);
  });
}

const GUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** GUIDs of which one is that of the parent, in lower case. */
export function guidsIn(carrier: Carrier, { identifier, relations }: Attributed): string[] {
  const texts = [
    ...(carrier.identifier ? [identifier] : []),
    ...carrier.relations.map((name) => relations?.[name]).filter((value) => typeof value === 'string'),
  ];
  return texts.flatMap((text) => text.match(GUIDS) ?? []).map((id) => id.toLowerCase());
}

/** Whether a text has an id in it. A short id is not looked for inside of GUIDs, where any number is found. */
const has = (text: string, id: string): boolean =>
  (GUID.test(id) ? text : withoutGuids(text)).toLowerCase().includes(id.toLowerCase());

export const withoutGuids = (text: string): string => text.replace(GUIDS, ' ');

/** A text with its GUIDs in lower case: a service may write the same one in either. */
export const withGuidsInOneCase = (text: string): string => text.replace(GUIDS, (id) => id.toLowerCase());

/** Matches wherever a GUID begins, inside of another, too. */
const BEGINNINGS = /(?=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))/gi;

/** The GUIDs in a text, those that overlap too, each once and in lower case. */
export const everyGuidIn = (text: string): string[] => [
  ...new Set([...text.matchAll(BEGINNINGS)].map(([, id = '']) => id.toLowerCase())),
];
