import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { KindDefinition } from '../../kinds/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { UserError } from '../../lib/errors.ts';
import type { Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { UnreadPart, UnreadParts } from '../../report/unread.ts';
import { resourceName } from '../../report/words/words.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { ITEM } from '../read/unread-part.ts';
import {
  type Attributed,
  type Carrier,
  carriedGuids,
  carrierOf,
  couldBeUnder,
  everyGuidIn,
  mayNotTell,
  shownParents,
} from './attribution.ts';
import type { Reason } from './held.ts';

/** The reasons why entities of a blueprint stay. */
export interface Holds {
  /** The reason why all of them stay. */
  all?: Reason;
  /** Whether `of` needs relations to decide. */
  needsRelations: boolean;
  /** The reason why one stays, if it does. */
  of(entity: Attributed): Reason | undefined;
}

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
