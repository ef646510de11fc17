import type { KindDefinition } from '../../../kinds/types.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Mapping } from '../../../mapping/types.ts';
import { isFatal } from '../../../port/fatal.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { Counters } from '../../../report/counters/counters.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { asReason, type Candidates, type Gone, groupByBlueprint, type Held, type Reason } from '../held.ts';
import { holdsOf } from '../holds.ts';
import { type LeftAloneOptions, leftAloneAmong } from '../left-alone.ts';
import { dependentsFirst } from './blueprint-order.ts';
import { protectRelated, takePlaceholders } from './protect-related.ts';
import type { RelationsToGoneOptions } from './relations-to-gone.ts';
import { UNCLEAR } from './settle-ownership.ts';
import { untoldRelations } from './untold-relations.ts';

/** Owned entities that the run did not produce: those that may go, and those that stay with the reason. */
export interface StalePlan {
  /** Entities that this integration owned when the run began, of the blueprints that were read. */
  owned: number;
  /** Blueprint → identifiers, dependents before what they depend on. */
  remove: Map<string, string[]>;
  held: Held[];
  /**
   * Owned entities that no resource makes, and that exist because others relate to them. Neither stale nor held back.
   */
  placeholders: Pick<Held, 'blueprint' | 'identifier'>[];
  /** Number of owned entities outside of the part that the run is of. Neither stale nor held back. */
  leftAlone: number;
  /** The error of a check that failed. All that was not decided by then is held back. */
  unread?: unknown;
}

export interface StaleOptions extends RelationsToGoneOptions {
  mapping: Mapping;
  targets: readonly MappingTarget[];
  catalog: Catalog;
  counters: Pick<Counters, 'unread'>;
  kinds: ReadonlyMap<string, KindDefinition>;
  signal: AbortSignal;
  /** Set in a run of a part. */
  part?: Pick<LeftAloneOptions, 'covered'>;
  /** The reason why nothing at all may be deleted in this run. */
  holdAll?: Reason;
  /** Entities that may exist although no list has them any more: a reason for all of them, or some of them. */
  outOfSight(gone: Gone): Promise<string | Reason | readonly Held[]>;
  /** Looks for entities once more: those that are there after all, or may be. */
  secondLook(gone: Gone): Promise<readonly Held[]>;
  /** All fields of entities, whoever owns them. */
  fieldsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
}

/** Decides which entities are gone, by the rules of completeness and relations. Limits come after that. */
export async function findStale(options: StaleOptions): Promise<StalePlan> {
  const { catalog, mapping, signal } = options;
  const { owned, candidates, unwritten } = staleIn(catalog);
  const held: Held[] = [];
  let placeholders: StalePlan['placeholders'] = [];
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
    step = 'what Port made for relations';
    placeholders = await takePlaceholders(candidates, options);
    step = 'whether the credential sees all it saw before';
    hold(await unseenOf(candidates, held, options));
    step = 'by a second reading of its lists';
    hold(await options.secondLook(groupByBlueprint(allOf(candidates, ''))));
    step = 'what entities that stay relate to';
    if (mapping.createMissingRelatedEntities || mapping.deleteDependentEntities)
      await protectRelated(candidates, [...held, ...unwritten, ...leftAlone], held, placeholders, options);
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

/** Owned entities that were not produced. `unwritten`: lists name their items, of which a part could not be read. */
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

/** Takes the entities that a run of a part leaves alone out of the candidates, and returns them. */
async function takeLeftAlone(candidates: Candidates, { part, ...options }: StaleOptions): Promise<Held[]> {
  const taken: Held[] = [];
  if (!part) return taken;
  for (const [blueprint, gone] of candidates)
    for (const identifier of await leftAloneAmong(blueprint, [...gone], { ...options, ...part }))
      if (gone.delete(identifier)) taken.push({ blueprint, identifier, reason: '' });
  return taken;
}

const allOf = (candidates: Candidates, reason: string | Reason): Held[] =>
  [...candidates].flatMap(([blueprint, gone]) =>
    [...gone].map((identifier) => ({ blueprint, identifier, ...asReason(reason) })),
  );

/**
 * Candidates that may be out of sight only. Entities that are held back already are checked with them, as they show as
 * well that the credential sees less.
 */
async function unseenOf(
  candidates: Candidates,
  held: readonly Held[],
  { outOfSight }: StaleOptions,
): Promise<readonly Held[]> {
  if ([...candidates.values()].every(({ size }) => size === 0)) return [];
  const all = groupByBlueprint([...held, ...allOf(candidates, '')]);
  const found = await outOfSight(all);
  return isList(found) ? found : allOf(candidates, found);
}

const isList = (found: string | Reason | readonly Held[]): found is readonly Held[] => Array.isArray(found);

/** Stale entities of one blueprint that the lists do not prove to be gone. */
async function heldOf(blueprint: string, gone: readonly string[], options: StaleOptions): Promise<Held[]> {
  const { targets, kinds, counters, holdAll, relationsOf } = options;
  const held = (identifier: string, why: Reason): Held => ({ blueprint, identifier, ...why });
  const holds = holdsOf(blueprint, targets, kinds, counters);
  const all =
    holdAll ??
    holds.all ??
    untoldRelations(blueprint, options) ??
    foundBySearch(blueprint, targets) ??
    perhapsRenamed(blueprint, options);
  if (all) return gone.map((identifier) => held(identifier, all));
  const entities = options.catalog.indexOf(blueprint);
  const isUnclear = (identifier: string) => {
    const slot = entities?.find(identifier);
    return slot !== undefined && (entities?.unclear(slot) ?? false);
  };
  const unclear = gone.filter(isUnclear).map((identifier) => held(identifier, UNCLEAR));
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

const foundBySearch = (blueprint: string, targets: readonly MappingTarget[]): Reason | undefined =>
  targets.some((target) => canWrite(target, blueprint) && target.searchesIdentifier)
    ? {
        reason:
          'a resource finds entities of this blueprint by a search query, which never counts as ownership',
        remedy: 'Delete them in Port, or map the identifier by an expression.',
      }
    : undefined;

/** The reason why entities of a blueprint that the mapping does not name stay, where Port lacks one that it names. */
function perhapsRenamed(
  blueprint: string,
  { targets, catalog }: Pick<StaleOptions, 'targets' | 'catalog'>,
): Reason | undefined {
  if (targets.some((target) => canWrite(target, blueprint))) return undefined;
  const missing = targets.find((one) => one.blueprint !== undefined && !catalog.blueprint(one.blueprint));
  if (!missing) return undefined;
  return {
    reason: `it may be of the blueprint "${missing.blueprint}", renamed: the mapping names that one, and Port does not have it`,
    remedy: 'Name the blueprint in the mapping as Port has it, or create it in Port.',
  };
}
