import { append } from '../append.ts';
import { messageOf } from '../errors.ts';
import type { Mapping } from '../mapping/types.ts';
import type { StoredEntity } from '../port/types.ts';
import type { Catalog } from './catalog.ts';
import { canFeed, type FeedPlan } from './feeds.ts';
import { isHopeless } from './hopeless.ts';
import { isPlaceholder, writesFields } from './placeholders.ts';
import type { EntityTable } from './table.ts';
import { UNCLEAR } from './taken-over.ts';
import type { Tally } from './tally.ts';

/** Owned entities that the run did not produce: which may go, and which stay and why. */
export interface StalePlan {
  /** All that this integration owned when the run began. */
  owned: number;
  /** Blueprint → identifiers, dependents before what they depend on. */
  remove: Map<string, string[]>;
  held: Held[];
  /** Owned, made by no resource, and there only because something relates to them: neither stale nor held back. */
  placeholders: Pick<Held, 'blueprint' | 'identifier'>[];
  /** Why the relations of what stays could not be read, if so: then all is held back. */
  unread?: unknown;
}

export interface Held {
  blueprint: string;
  identifier: string;
  reason: string;
}

export interface StaleOptions {
  mapping: Mapping;
  feeds: readonly FeedPlan[];
  catalog: Catalog;
  tally: Tally;
  /** Why nothing at all may be deleted in this run. */
  holdAll?: string;
  /** Relations of entities, whoever owns them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
  /** All fields of entities, whoever owns them. */
  fieldsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
  signal: AbortSignal;
}

/** Decides what is gone, by the rules of completeness and relations; thresholds come after. */
export async function findStale(options: StaleOptions): Promise<StalePlan> {
  const { catalog, mapping } = options;
  const held: Held[] = [];
  const candidates = new Map<string, Set<string>>();
  let owned = 0;
  for (const table of catalog.tables) {
    const reason = options.holdAll ?? reasonToHold(table.blueprint, options);
    for (let slot = 0; slot < table.size; slot++) {
      if (!table.owned(slot)) continue;
      owned += 1;
      if (table.produced(slot)) continue;
      const identifier = table.identifier(slot);
      const unclear = table.unclear(slot) ? UNCLEAR : undefined;
      const why = reason ?? unclear;
      if (why) held.push({ blueprint: table.blueprint, identifier, reason: why });
      else {
        const gone = candidates.get(table.blueprint) ?? new Set<string>();
        candidates.set(table.blueprint, gone);
        gone.add(identifier);
      }
    }
  }
  const placeholders: StalePlan['placeholders'] = [];
  const plan: StalePlan = { owned, held, placeholders, remove: new Map() };
  if (mapping.createMissingRelatedEntities || mapping.deleteDependentEntities)
    try {
      await protectTargets(candidates, held, placeholders, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (isHopeless(error)) throw error;
      const reason = `what entities that stay relate to could not be read: ${messageOf(error)}`;
      for (const [blueprint, gone] of candidates)
        for (const identifier of gone) held.push({ blueprint, identifier, reason });
      return { ...plan, unread: error };
    }
  const order = dependentsFirst([...candidates.keys()], catalog);
  return { ...plan, remove: new Map(order.map((b) => [b, [...(candidates.get(b) ?? [])]])) };
}

/** Why nothing of this blueprint may be deleted, if so. */
function reasonToHold(blueprint: string, { catalog, feeds, tally }: StaleOptions): string | undefined {
  const feeding = feeds.filter((f) => canFeed(f, blueprint));
  const incomplete = [...new Set(feeding.map((f) => f.resource))].filter((r) => !tally.isComplete(r));
  if (incomplete.length > 0) {
    const names = incomplete.map((r) => `resources[${r.index}] (kind "${r.kind}")`).join(', ');
    return `${names} could not be read and mapped in full`;
  }
  const untold = feeds.find((f) => relatesUntold(f, blueprint, catalog));
  if (untold)
    return `what entities of resources[${untold.resource.index}] (kind "${untold.resource.kind}") relate to is not known as long as a part of their mapping does not compile`;
  if (feeding.some((f) => f.searchesIdentifier))
    return 'a resource finds entities of this blueprint by a search query, which never counts as ownership';
  return undefined;
}

/** Whether its entities keep relations in Port that the run does not tell of, to this blueprint or to any. */
function relatesUntold(
  { mapping, withheld, blueprint }: FeedPlan,
  target: string,
  catalog: Catalog,
): boolean {
  const omitted = (mapping.omitted ?? [])
    .filter((field) => field.startsWith(RELATIONS))
    .map((field) => field.slice(RELATIONS.length));
  const untold = [...omitted, ...(withheld ? Object.keys(mapping.relations ?? {}) : [])];
  if (blueprint === undefined) return untold.length > 0;
  const relations = catalog.blueprint(blueprint)?.relations ?? {};
  return untold.some((name) => relations[name]?.target === target);
}

const RELATIONS = 'relations.';

/**
 * What an entity that is kept relates to is kept too: Port would create it again, or delete the entity with it.
 * Kept are those the run produced (marked while loading), those held back, and whatever this finds.
 */
async function protectTargets(
  candidates: Map<string, Set<string>>,
  held: Held[],
  placeholders: StalePlan['placeholders'],
  options: StaleOptions,
): Promise<void> {
  const { catalog, relationsOf } = options;
  let kept = groupByBlueprint(held);
  for (;;) {
    for (const [blueprint, identifiers] of kept) {
      if (!relatesToAny(blueprint, candidates, catalog)) continue;
      for await (const page of relationsOf(blueprint, identifiers))
        for (const entity of page) catalog.markTargets(blueprint, entity.relations ?? {});
    }
    const newlyKept = [...candidates].flatMap(([blueprint, gone]) => {
      const table = catalog.known(blueprint) as EntityTable;
      return [...gone]
        .filter((identifier) => table.referenced(table.find(identifier) as number))
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
  { mapping, catalog, feeds, fieldsOf }: StaleOptions,
): Promise<Set<T>> {
  const bare = new Set<string>();
  for (const [blueprint, identifiers] of groupByBlueprint(entities)) {
    // What a resource makes of an identifier alone looks the same.
    const told = feeds.every((feed) => !canFeed(feed, blueprint) || writesFields(feed.mapping));
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
