import type { KindDefinition } from '../../kinds/types.ts';
import { append } from '../../lib/append.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Mapping } from '../../mapping/types.ts';
import { isFatal } from '../../port/fatal.ts';
import type { StoredEntity } from '../../port/types.ts';
import type { Counters } from '../../report/counters.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { EntityIndex } from '../catalog/entity-index.ts';
import { canWrite, type MappingTarget } from '../catalog/targets.ts';
import { holdsOf } from './attribution.ts';
import type { Gone, Held, Reason } from './held.ts';
import { type LeftAloneOptions, leftAloneAmong } from './left-alone.ts';
import { isPlaceholder, writesFields } from './placeholders.ts';
import { type SecondLookOptions, secondLook } from './second-look.ts';
import { UNCLEAR } from './taken-over.ts';

/** Owned entities that the run did not produce: which may go, and which stay and why. */
export interface StalePlan {
  /** All that this integration owned when the run began. */
  owned: number;
  /** Blueprint → identifiers, dependents before what they depend on. */
  remove: Map<string, string[]>;
  held: Held[];
  /** Owned, made by no resource, and there only because something relates to them: neither stale nor held back. */
  placeholders: Pick<Held, 'blueprint' | 'identifier'>[];
  /** Owned, and not of the part that the run is of: neither stale nor held back. */
  leftAlone: number;
  /** Why the relations of what stays could not be read, if so: then all is held back. */
  unread?: unknown;
}

export interface StaleOptions extends SecondLookOptions {
  mapping: Mapping;
  targets: readonly MappingTarget[];
  catalog: Catalog;
  counters: Pick<Counters, 'unread'>;
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Set in a run of a part. */
  part?: Pick<LeftAloneOptions, 'covered'>;
  /** Why nothing at all may be deleted in this run. */
  holdAll?: string;
  /** Why what is not listed any more may be there all the same: all of it, or some. */
  outOfSight(gone: Gone): Promise<string | readonly Held[]>;
  /** Relations of entities, whoever owns them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
  /** All fields of entities, whoever owns them. */
  fieldsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
}

/** Owned entities that may go, by blueprint. */
type Candidates = Map<string, Set<string>>;

/** Decides what is gone, by the rules of completeness and relations; thresholds come after. */
export async function findStale(options: StaleOptions): Promise<StalePlan> {
  const { catalog, mapping, signal } = options;
  const { owned, candidates, unwritten } = staleIn(catalog);
  const held: Held[] = [];
  const placeholders: StalePlan['placeholders'] = [];
  const hold = (some: readonly Held[]) => {
    for (const one of some) if (candidates.get(one.blueprint)?.delete(one.identifier)) held.push(one);
  };
  let unread: unknown;
  let step = 'what is of the part that was read';
  let leftAlone: Held[] = [];
  try {
    leftAlone = await takeLeftAlone(candidates, options);
    step = 'what was not read';
    for (const [blueprint, gone] of candidates) hold(await heldOf(blueprint, [...gone], options));
    step = 'whether the credential sees all it saw before';
    hold(await unseenOf(candidates, held, options));
    hold(await secondLook(candidates, leftAlone, options));
    step = 'what entities that stay relate to';
    if (mapping.createMissingRelatedEntities || mapping.deleteDependentEntities)
      await protectTargets(candidates, [...held, ...unwritten, ...leftAlone], held, placeholders, options);
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    unread = error;
    hold(allOf(candidates, `it could not be checked ${step}: ${messageOf(error)}`));
  }
  const order = dependentsFirst([...candidates.keys()], catalog);
  const remove = new Map(order.map((blueprint) => [blueprint, [...(candidates.get(blueprint) ?? [])]]));
  return {
    owned,
    held,
    placeholders,
    leftAlone: leftAlone.length,
    remove,
    ...(unread !== undefined && { unread }),
  };
}

/** What is owned and was not made in this run. `unwritten`: its items are there, and were not written. */
function staleIn(catalog: Catalog): { owned: number; candidates: Candidates; unwritten: Held[] } {
  const candidates: Candidates = new Map();
  const unwritten: Held[] = [];
  let owned = 0;
  for (const entities of catalog.indexes) {
    const { blueprint } = entities;
    const gone = new Set<string>();
    for (let slot = 0; slot < entities.size; slot++) {
      if (!entities.owned(slot)) continue;
      owned += 1;
      if (entities.produced(slot)) continue;
      const identifier = entities.identifier(slot);
      if (entities.listed(slot)) unwritten.push({ blueprint, identifier, reason: '' });
      else gone.add(identifier);
    }
    if (gone.size > 0) candidates.set(blueprint, gone);
  }
  return { owned, candidates, unwritten };
}

/** Takes out what a run of a part leaves alone, and gives it. */
async function takeLeftAlone(candidates: Candidates, { part, ...options }: StaleOptions): Promise<Held[]> {
  const taken: Held[] = [];
  if (!part) return taken;
  for (const [blueprint, gone] of candidates)
    for (const identifier of await leftAloneAmong(blueprint, [...gone], { ...options, ...part }))
      if (gone.delete(identifier)) taken.push({ blueprint, identifier, reason: '' });
  return taken;
}

const allOf = (candidates: Candidates, reason: string): Held[] =>
  [...candidates].flatMap(([blueprint, gone]) =>
    [...gone].map((identifier) => ({ blueprint, identifier, reason })),
  );

/** Those that may be out of sight only. What is held back already tells of a narrowed view as well. */
async function unseenOf(
  candidates: Candidates,
  held: readonly Held[],
  { outOfSight }: StaleOptions,
): Promise<readonly Held[]> {
  if ([...candidates.values()].every(({ size }) => size === 0)) return [];
  const all = groupByBlueprint([...held, ...allOf(candidates, '')]);
  const found = await outOfSight(all);
  return typeof found === 'string' ? allOf(candidates, found) : found;
}

/** Those of these stale entities that the lists do not prove to be gone. */
async function heldOf(blueprint: string, gone: readonly string[], options: StaleOptions): Promise<Held[]> {
  const { targets, kinds, counters, holdAll, relationsOf } = options;
  const held = (identifier: string, why: Reason): Held => ({ blueprint, identifier, ...why });
  const holds = holdsOf(blueprint, targets, kinds, counters);
  const all =
    told(holdAll) ??
    holds.all ??
    told(untoldRelations(blueprint, options) ?? foundBySearch(blueprint, targets));
  if (all) return gone.map((identifier) => held(identifier, all));
  const entities = options.catalog.indexOf(blueprint);
  const isUnclear = (identifier: string) => {
    const slot = entities?.find(identifier);
    return slot !== undefined && (entities?.unclear(slot) ?? false);
  };
  const unclear = gone.filter(isUnclear).map((identifier) => held(identifier, { reason: UNCLEAR }));
  const possible = gone.flatMap((identifier) => {
    const reason = isUnclear(identifier) ? undefined : holds.of({ identifier });
    return reason ? [held(identifier, reason)] : [];
  });
  if (possible.length === 0 || !holds.needsRelations) return [...unclear, ...possible];
  const released = new Set<string>();
  const asked = possible.map(({ identifier }) => identifier);
  for await (const page of relationsOf(blueprint, asked))
    for (const entity of page) if (!holds.of(entity)) released.add(entity.identifier);
  return [...unclear, ...possible.filter(({ identifier }) => !released.has(identifier))];
}

const told = (reason: string | undefined): Reason | undefined =>
  reason === undefined ? undefined : { reason };

const foundBySearch = (blueprint: string, targets: readonly MappingTarget[]): string | undefined =>
  targets.some((target) => canWrite(target, blueprint) && target.searchesIdentifier)
    ? 'a resource finds entities of this blueprint by a search query, which never counts as ownership'
    : undefined;

function untoldRelations(blueprint: string, { targets, catalog }: StaleOptions): string | undefined {
  const untold = targets.find((target) => relatesUntold(target, blueprint, targets, catalog));
  return (
    untold &&
    `what entities of resources[${untold.resource.index}] (kind "${untold.resource.kind}") relate to is not known ${untold.resource.leftAlone ? 'in a run that leaves it alone' : 'as long as a part of their mapping does not compile'}`
  );
}

/** Whether its entities keep relations in Port that the run does not tell of, to this blueprint or to any. */
function relatesUntold(
  { mapping, withheld, blueprint, resource: { leftAlone } }: MappingTarget,
  target: string,
  targets: readonly MappingTarget[],
  catalog: Catalog,
): boolean {
  const isShared = (other: MappingTarget) =>
    !other.resource.leftAlone &&
    (blueprint === undefined || other.blueprint === undefined || blueprint === other.blueprint);
  // What is left alone whole stays, with relations that are read of it.
  if (leftAlone && !targets.some(isShared)) return false;
  const omitted = (mapping.omitted ?? [])
    .filter((field) => field.startsWith(RELATIONS))
    .map((field) => field.slice(RELATIONS.length));
  const untold = [...omitted, ...(withheld || leftAlone ? Object.keys(mapping.relations ?? {}) : [])];
  if (blueprint === undefined) return untold.length > 0;
  const relations = catalog.blueprint(blueprint)?.relations ?? {};
  return untold.some((name) => relations[name]?.target === target);
}

const RELATIONS = 'relations.';

/**
 * What an entity that is kept relates to is kept too: Port would create it again, or delete the entity with it.
 * Kept are those the run produced (marked while loading), those held back or not written, and whatever this finds.
 */
async function protectTargets(
  candidates: Map<string, Set<string>>,
  staying: readonly Held[],
  held: Held[],
  placeholders: StalePlan['placeholders'],
  options: StaleOptions,
): Promise<void> {
  const { catalog, relationsOf } = options;
  let kept = groupByBlueprint(staying);
  for (;;) {
    for (const [blueprint, identifiers] of kept) {
      if (!relatesToAny(blueprint, candidates, catalog)) continue;
      for await (const page of relationsOf(blueprint, identifiers))
        for (const entity of page) catalog.markReferenced(blueprint, entity.relations ?? {});
    }
    const newlyKept = [...candidates].flatMap(([blueprint, gone]) => {
      const entities = catalog.indexOf(blueprint) as EntityIndex;
      return [...gone]
        .filter((identifier) => entities.referenced(entities.find(identifier) as number))
        .map((identifier) => ({
          blueprint,
          identifier,
          reason: 'an entity that stays in the catalog relates to it',
        }));
    });
    if (newlyKept.length === 0) return;
    for (const { blueprint, identifier } of newlyKept) candidates.get(blueprint)?.delete(identifier);
    const bare = await placeholdersAmong(newlyKept, options);
    append(
      placeholders,
      newlyKept.filter((entity) => bare.has(entity)),
    );
    const entities = newlyKept.filter((entity) => !bare.has(entity));
    append(held, entities);
    kept = groupByBlueprint(entities);
  }
}

/** Those that Port made because something relates to them: with createMissingRelatedEntities it would make them again. */
async function placeholdersAmong<T extends Held>(
  entities: readonly T[],
  { mapping, catalog, targets, fieldsOf }: StaleOptions,
): Promise<Set<T>> {
  const bare = new Set<string>();
  for (const [blueprint, identifiers] of groupByBlueprint(entities)) {
    // What a resource makes of an identifier alone looks the same.
    const told = targets.every((target) => !canWrite(target, blueprint) || writesFields(target.mapping));
    if (!mapping.createMissingRelatedEntities || !told) continue;
    for await (const page of fieldsOf(blueprint, identifiers))
      for (const entity of page)
        if (isPlaceholder(entity, catalog.blueprint(blueprint)))
          bare.add(JSON.stringify([blueprint, entity.identifier]));
  }
  return new Set(entities.filter((e) => bare.has(JSON.stringify([e.blueprint, e.identifier]))));
}

const relatesToAny = (blueprint: string, candidates: Map<string, Set<string>>, catalog: Catalog) =>
  Object.values(catalog.blueprint(blueprint)?.relations ?? {}).some(
    ({ target }) => (candidates.get(target)?.size ?? 0) > 0,
  );

function groupByBlueprint(entities: readonly Held[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { blueprint, identifier } of entities) {
    const group = groups.get(blueprint);
    if (group) group.push(identifier);
    else groups.set(blueprint, [identifier]);
  }
  return groups;
}

/** Blueprints ordered so that one comes before those it relates to. Cycles stay as they are. */
function dependentsFirst(blueprints: readonly string[], catalog: Catalog): string[] {
  const ordered: string[] = [];
  const visit = (blueprint: string, path: readonly string[]) => {
    if (ordered.includes(blueprint) || path.includes(blueprint)) return;
    for (const { target } of Object.values(catalog.blueprint(blueprint)?.relations ?? {}))
      if (blueprints.includes(target)) visit(target, [...path, blueprint]);
    ordered.push(blueprint);
  };
  for (const blueprint of blueprints) visit(blueprint, []);
  return ordered.reverse();
}
