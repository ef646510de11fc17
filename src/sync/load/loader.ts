import { createSemaphore } from '../../lib/concurrency.ts';
import type { EntityBody, MappedEntity, MappedItem, Resource } from '../../mapping/types.ts';
import { maximumBulkEntities } from '../../port/bulks.ts';
import { fingerprint } from '../../port/compare.ts';
import { isFatal } from '../../port/fatal.ts';
import type { Tally } from '../../report/counters.ts';
import type { Change } from '../../report/report.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Feed } from '../catalog/entity-index.ts';
import type { FeedPlan } from '../catalog/targets.ts';
import { createSettler, type Pending } from './bulk-writer.ts';
import type { Collisions } from './collisions.ts';
import { createCuts } from './cuts.ts';
import { createNumericIdentifiers, refusalOfIdentifier } from './identifiers.ts';
import type { Writer } from './port-writer.ts';
import type { Spool, Spools } from './spool.ts';

/** Brings mapped entities into the catalog: compares, gathers bulks, writes, counts what became of each. */
export interface Loader {
  /** Entities made of a batch of one resource. Resolves when there is room for more. */
  accept(resource: Resource, items: readonly MappedItem[], ordinals: readonly number[]): Promise<void>;
  /** Items of one resource of which more could not be read: their entities stay as they are. */
  exist(items: readonly MappedItem[]): void;
  /** All of the resource has been accepted: writes what waited, resolves when Port has answered to all of it. */
  finish(resource: Resource): Promise<void>;
  /** After all resources: entities refused because what they relate to was not there yet get another try. */
  finishLate(): Promise<void>;
  /** Resolves when nothing is in flight any more, after a cancellation. */
  settled(): Promise<void>;
}

export interface LoaderOptions {
  feeds: readonly FeedPlan[];
  /** For each resource the earlier ones that load first. */
  order: readonly number[][];
  catalog: Catalog;
  writer: Writer;
  tally: Tally;
  spools: Spools;
  /** With several organisations. */
  collisions?: Collisions;
  change(change: Change): Promise<void> | void;
  /** Bulks in flight at the most. */
  parallel: number;
  signal: AbortSignal;
  /** Port is beyond hope: ends the run. */
  fatal(error: unknown): void;
}

interface Waiting {
  feed: Feed;
  entity: MappedEntity;
  ordinal: number;
}
type Update = Pending & { sequence: number };

interface Lane {
  resource: Resource;
  feeds: FeedPlan[];
  blockers: Lane[];
  done: boolean;
  /** Resolves when `done`. */
  finished: Promise<void>;
  markDone(): void;
  /** Accepted before an earlier resource was loaded. */
  backlog: Spool<Waiting>;
  /** Differ from what Port holds, or were made twice: written last, so that the last one in the source wins. */
  updates: Spool<Update>;
  bulks: Map<string, Pending[]>;
  inFlight: Set<Promise<void>>;
}

/** All entities that some items gave. */
export const entitiesIn = (items: readonly MappedItem[]): MappedEntity[] =>
  items.flatMap(({ outcomes }) =>
    outcomes.flatMap((outcome) => (outcome.result === 'filtered' ? [] : outcome.entities)),
  );

export function createLoader(options: LoaderOptions): Loader {
  const { catalog, tally, spools, signal } = options;
  const gate = createSemaphore(options.parallel);
  const cuts = createCuts(tally.warn);
  const settler = createSettler({ ...options, cuts });
  const numbers = createNumericIdentifiers(tally.warn);
  const lanes: Lane[] = tally.resources.map((report) => {
    const feeds = options.feeds.filter((f) => f.resource.index === report.index);
    let markDone = () => {};
    const finished = new Promise<void>((resolve) => {
      markDone = resolve;
    });
    return {
      resource: (feeds[0] as FeedPlan).resource,
      feeds,
      blockers: [],
      done: false,
      finished,
      markDone,
      backlog: spools.create<Waiting>(),
      updates: spools.create<Update>(),
      bulks: new Map(),
      inFlight: new Set(),
    };
  });
  for (const [i, lane] of lanes.entries())
    lane.blockers = (options.order[i] ?? []).map((earlier) => lanes[earlier] as Lane);
  const laneOf = (resource: Resource) => lanes[resource.index] as Lane;
  /** What Port holds may be out of reach for one blueprint; Port itself for all. */
  const tableOf = (blueprint: string) =>
    catalog.table(blueprint).catch((error: unknown) => {
      if (isFatal(error)) options.fatal(error);
      throw error;
    });

  async function take(lane: Lane, { feed: number, entity, ordinal }: Waiting): Promise<void> {
    const feed = options.feeds[number] as FeedPlan;
    const { blueprint, key } = entity;
    const body = cuts.fitted(
      lane.resource,
      withTextIdentifier(lane.resource, entity.body),
      catalog.blueprint(blueprint),
    );
    const report = tally.of(lane.resource);
    const withheld = feed.withheld || (feed.replaces && entity.unread !== undefined);
    if (!report.blueprints.includes(blueprint)) report.blueprints.push(blueprint);
    const table = await tableOf(blueprint);
    catalog.markTargets(blueprint, body.relations ?? {});
    if (key === undefined) {
      if (withheld) return;
      report.entities += 1;
      return enqueue(lane, { feed: number, blueprint, slot: undefined, body, fingerprint: Number.NaN });
    }
    const slot = table.slot(key);
    const before = table.ordinal(number, slot);
    if (before >= 0) options.collisions?.met(lane.resource, blueprint, key, before, ordinal);
    const claim = table.claim(number, slot, ordinal);
    if (!claim) return;
    if (claim.first) report.entities += 1;
    if (withheld) return settler.unchanged(number, table, slot);
    const refusal = refusalOfIdentifier(key);
    if (refusal) {
      const pending = { feed: number, blueprint, slot, body, fingerprint: Number.NaN };
      if (claim.first) await settler.refuse(pending, refusal);
      return;
    }
    // Without a text that could not be read it is not comparable.
    const print =
      feed.searches || entity.unread
        ? Number.NaN
        : fingerprint(body, feed.mapping, catalog.blueprint(blueprint));
    if (table.known(number, slot) === print) return settler.unchanged(number, table, slot);
    const pending = { feed: number, blueprint, slot, body, fingerprint: print };
    if (claim.first && (feed.searches || !table.owned(slot))) return enqueue(lane, pending);
    await lane.updates.add({ ...pending, sequence: claim.sequence });
  }

  const withTextIdentifier = (resource: Resource, body: EntityBody): EntityBody => {
    if (typeof body.identifier !== 'number') return body;
    numbers.met(resource, body.identifier);
    return { ...body, identifier: String(body.identifier) };
  };

  async function enqueue(lane: Lane, pending: Pending): Promise<void> {
    settler.sending(pending);
    const bulk = lane.bulks.get(pending.blueprint) ?? [];
    lane.bulks.set(pending.blueprint, bulk);
    bulk.push(pending);
    if (bulk.length >= maximumBulkEntities) await send(lane, pending.blueprint);
  }

  async function send(lane: Lane, blueprint: string): Promise<void> {
    const bulk = lane.bulks.get(blueprint) ?? [];
    lane.bulks.delete(blueprint);
    if (bulk.length === 0) return;
    await gate.acquire(signal);
    const flight = settler.write(blueprint, bulk).finally(() => {
      gate.release();
      lane.inFlight.delete(flight);
    });
    lane.inFlight.add(flight);
  }

  async function flush(lane: Lane): Promise<void> {
    for (const blueprint of [...lane.bulks.keys()]) await send(lane, blueprint);
    await Promise.all(lane.inFlight);
  }

  async function writeUpdates(lane: Lane): Promise<void> {
    for await (const { sequence, ...pending } of lane.updates.drain()) {
      const table = await tableOf(pending.blueprint);
      const slot = pending.slot as number;
      const print = pending.fingerprint ?? Number.NaN;
      if (!table.isWinner(pending.feed, slot, sequence)) continue;
      if (table.known(pending.feed, slot) === print) settler.unchanged(pending.feed, table, slot);
      else await enqueue(lane, { ...pending, fingerprint: print });
    }
    await flush(lane);
  }

  return {
    async accept(resource, items, ordinals) {
      const lane = laneOf(resource);
      // What came before it must not be overtaken.
      const ready = lane.backlog.count === 0 && lane.blockers.every((b) => b.done);
      for (const [i, item] of items.entries())
        for (const outcome of item.outcomes) {
          if (outcome.result === 'filtered') continue;
          for (const entity of outcome.entities) {
            signal.throwIfAborted();
            const feed = (lane.feeds[entity.mapping] as FeedPlan).feed;
            const waiting = { feed, entity, ordinal: ordinals[i] ?? 0 };
            if (ready) await take(lane, waiting);
            else await lane.backlog.add(waiting);
          }
        }
    },
    exist(items) {
      for (const { blueprint, key } of entitiesIn(items))
        if (key !== undefined) catalog.markListed(blueprint, key);
    },
    async finish(resource) {
      const lane = laneOf(resource);
      await Promise.all(lane.blockers.map((b) => b.finished));
      for await (const waiting of lane.backlog.drain()) await take(lane, waiting);
      await flush(lane);
      await writeUpdates(lane);
      options.collisions?.tell(resource);
      numbers.tell(resource);
      cuts.tell(resource);
      tally.allMapped(resource);
      lane.done = true;
      lane.markDone();
    },
    async finishLate() {
      for (let bulks = await settler.takeLate(); bulks.length > 0; bulks = await settler.takeLate())
        for (const { blueprint, pending } of bulks) {
          signal.throwIfAborted();
          await settler.write(blueprint, pending);
        }
      for (const { resource } of lanes) cuts.tell(resource);
      // Port may have been given up at the very last bulk: then nothing follows.
      signal.throwIfAborted();
    },
    async settled() {
      await Promise.allSettled(lanes.flatMap((lane) => [...lane.inFlight]));
    },
  };
}
