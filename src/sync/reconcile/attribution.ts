import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { KindDefinition } from '../../kinds/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { UserError } from '../../lib/errors.ts';
import { carries } from '../../mapping/carries.ts';
import type { Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { UnreadPart, UnreadParts } from '../../report/unread.ts';
import { resourceName } from '../../report/words/words.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { ITEM } from '../read/unread-part.ts';
import type { Reason } from './held.ts';

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

/** The reasons why entities of a blueprint stay. */
export interface Holds {
  /** The reason why all of them stay. */
  all?: Reason;
  /** Whether `of` needs relations to decide. */
  needsRelations: boolean;
  /** The reason why one stays, if it does. */
  of(entity: Attributed): Reason | undefined;
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
const mayNotTell = (kind: KindDefinition | undefined, { options }: Resource): boolean =>
  typeof kind?.mayNotTell === 'function' ? kind.mayNotTell(options) : kind?.mayNotTell === true;

/** Whether an id that a mapping carries is found again. */
export const isFound = (id: string): boolean => !NOT_IN_IDS.test(id);

/** Parents, of a part, of which an entity shows whether it is of them. */
function shownParents(
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
const carriedGuids = (parents: readonly Parent[], carriers: ReadonlyMap<string, Carrier>): Parent[] =>
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

/** The reasons why entities of a blueprint must stay, by what was not read of the resources that can write them. */
export function holdsOf(
  blueprint: string,
  targets: readonly MappingTarget[],
  kinds: ReadonlyMap<string, KindDefinition>,
  counters: Pick<Counters, 'unread'>,
): Holds {
  const writing = targets.filter((target) => canWrite(target, blueprint));
  const unread = new Map<Resource, UnreadParts>();
  for (const { resource } of writing) unread.set(resource, counters.unread(resource));
  const unknown = [...unread].filter(([, { anything }]) => anything);
  if (unknown.length > 0) {
    const names = unknown.map(([resource]) => resourceName(resource)).join(', ');
    const remedy = firstRemedy(
      unknown.flatMap(([resource, { errors = [] }]) => [unusable(resource), ...errors]),
    );
    const reason = `${names} could not be read and mapped in full`;
    return { all: { reason, ...(remedy && { remedy }) }, ...NOTHING };
  }
  const scopes = writing
    .map((target) => scopeOf(target, kinds.get(target.resource.kind), unread.get(target.resource)))
    .filter((scope) => scope.parts.length > 0);
  return {
    needsRelations: scopes.some((scope) => scope.needsRelations),
    of: (entity) => scopes.find(({ couldBe }) => couldBe(entity))?.reason(),
  };
}

const NOTHING = { needsRelations: false, of: () => undefined };

interface Scope {
  parts: UnreadParts['parts'];
  needsRelations: boolean;
  reason(): Reason;
  couldBe(entity: Attributed): boolean;
}

function scopeOf(
  target: MappingTarget,
  kind: KindDefinition | undefined,
  unread: UnreadParts | undefined,
): Scope {
  const parts = unread?.parts ?? [];
  const carriers = new Map<string, Carrier>();
  const lists = kind?.moves ? [] : Object.keys(kind?.under ?? {});
  for (const list of [ITEM, ...lists]) carriers.set(list, carrierOf(target, kind, list));
  const isUnder = ({ parents }: UnreadPart, entity: Attributed) =>
    shownParents(parents, carriers, entity).every(({ list, id }) => {
      const carrier = carriers.get(list);
      return !carrier || couldBeUnder(carrier, id, entity);
    });
  // Parts whose id an identifier has to have in it are found by it: there may be many, and many entities.
  const byId = new Map<string, UnreadPart[]>();
  const others: UnreadPart[] = [];
  for (const { part } of parts) {
    const [carried] = carriedGuids(part.parents, carriers);
    if (carried) getOrCreate(byId, carried.id.toLowerCase(), () => []).push(part);
    else others.push(part);
  }
  /** GUIDs that an identifier has at the most, of a kind that may lack some. */
  const most = mayNotTell(kind, target.resource)
    ? parts.reduce((least, { part }) => Math.max(least, carriedGuids(part.parents, carriers).length), 0)
    : 0;
  let reason: Reason | undefined;
  return {
    parts,
    needsRelations: parts.length > 0 && [...carriers.values()].some(({ relations }) => relations.length > 0),
    reason() {
      reason ??= reasonOf(target.resource, parts);
      return reason;
    },
    couldBe(entity) {
      if (others.some((part) => isUnder(part, entity))) return true;
      if (byId.size === 0) return false;
      const guids = everyGuidIn(entity.identifier);
      if (guids.some((id) => byId.get(id)?.some((part) => isUnder(part, entity)))) return true;
      return guids.length < most && parts.some(({ part }) => isUnder(part, entity));
    },
  };
}

/** Matches wherever a GUID begins, inside of another, too. */
const BEGINNINGS = /(?=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))/gi;

/** The GUIDs in a text, those that overlap too, each once and in lower case. */
export const everyGuidIn = (text: string): string[] => [
  ...new Set([...text.matchAll(BEGINNINGS)].map(([, id = '']) => id.toLowerCase())),
];

/**
 * The remedy for a resource that is not read, as a needed expression does not compile: the next run would not either.
 */
const unusable = ({ unusable: place }: Resource): UserError | undefined =>
  place === undefined ? undefined : new UserError('', `Correct ${place}.`, { code: 'PCS1302' });

const firstRemedy = (errors: readonly unknown[]): string | undefined =>
  errors.map(remedyOf).find((remedy) => remedy !== undefined);

function reasonOf(resource: Resource, parts: UnreadParts['parts']): Reason {
  const remedy = firstRemedy(parts.map(({ error }) => error));
  const items = parts.filter(({ part }) => part.parents[0]?.list === ITEM).length;
  const what = [counted(parts.length - items, 'list'), counted(items, 'item')].filter(Boolean).join(' and ');
  const reason = `it may be of what ${resourceName(resource)} could not read (${what})`;
  return { reason, ...(remedy && { remedy }) };
}

const counted = (count: number, noun: string): string =>
  count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;

const LASTING = new Set(['credential', 'permission', 'missing', 'refused']);

/** The remedy for a failure that lasts. Undefined for one that may pass by itself. */
export function remedyOf(error: unknown): string | undefined {
  if (error instanceof UserError) return error.hint;
  if (error instanceof AzureDevOpsError && LASTING.has(error.likelyCause)) return error.hint;
  return undefined;
}
