import { messageOf } from '../../lib/errors.ts';
import type { EntityBody } from '../../mapping/types.ts';
import { maximumEntityBytes } from '../../port/bulks.ts';
import { fingerprint } from '../../port/compare.ts';
import { isFatal } from '../../port/fatal.ts';
import type { UpsertOutcome } from '../../port/types.ts';
import type { Change, FieldChange, ResourceReport } from '../../report/report.ts';
import type { EntityTable, Feed, Outcome, Told } from '../catalog/entity-index.ts';
import type { Cuts } from './cuts.ts';
import { inOrderOfRelations } from './dependency-order.ts';
import type { LoaderOptions } from './loader.ts';

/** An entity to be written. */
export interface Pending {
  feed: Feed;
  blueprint: string;
  /** Undefined where Port finds the entity by a search query. */
  slot: number | undefined;
  body: EntityBody;
  /** NaN (null after a stay on disk) where it cannot be compared. */
  fingerprint: number | null;
  /** What was known of the entity before it was sent. */
  before?: number;
  /** Bytes to which its texts were cut, because Port did not take more. */
  limit?: number;
}

/** Writes bulks and keeps account of what became of each entity. */
export interface Settler {
  unchanged(feed: Feed, table: EntityTable, slot: number): void;
  /** The entity is about to be written: what is known of it changes, for all feeds that write the same fields. */
  sending(pending: Pending): void;
  /** Counts and tells an entity that is not sent, since Port would refuse it for this reason. */
  refuse(pending: Pending, reason: string): Promise<void>;
  /**
   * Never rejects: what Port refused or did not answer to is counted as refused, unless the run has ended by then:
   * that is left unsettled.
   */
  write(blueprint: string, bulk: readonly Pending[]): Promise<void>;
  /**
   * Bulks of entities that wait for what they relate to, in order of their relations; empty when none waits or
   * when the last round brought nothing: those left are refused then.
   */
  takeLate(): Promise<{ blueprint: string; pending: Pending[] }[]>;
}

/** Bytes below which an entity is not cut. */
const SHORTEST_ENTITY = 16 * 1024;

type Answer = UpsertOutcome & { fields?: FieldChange[] };
type Waiting = { pending: Pending; refusal: Extract<UpsertOutcome, { result: 'refused' }> };

export function createSettler(
  options: Omit<LoaderOptions, 'spools' | 'order' | 'parallel'> & { cuts: Cuts },
): Settler {
  const { catalog, feeds, tally, cuts } = options;
  let late: Waiting[] = [];
  let waitingBefore = Number.POSITIVE_INFINITY;

  const reportOf = (feed: Feed) => tally.of((feeds[feed] as (typeof feeds)[number]).resource);
  const tableOf = catalog.known;

  const change = (pending: Pending, change: Omit<Change, 'blueprint' | 'identifier' | 'resource'>) => {
    const report = reportOf(pending.feed);
    const { identifier } = pending.body;
    return options.change({
      blueprint: pending.blueprint,
      identifier: typeof identifier === 'object' ? JSON.stringify(identifier) : String(identifier),
      resource: `${report.kind}-${report.index}`,
      ...change,
    });
  };

  /** One entity has one line for each outcome, however many resources make it. */
  const isNews = ({ blueprint }: Pending, slot: number | undefined, outcome: Told) =>
    slot === undefined || (tableOf(blueprint)?.tell(slot, outcome) ?? true);

  const count = (pending: Pending, slot: number | undefined, outcome: Outcome) => {
    const report = reportOf(pending.feed);
    const table = tableOf(pending.blueprint);
    if (!table || slot === undefined) return move(report, 'none', outcome);
    const before = table.outcome(pending.feed, slot);
    const after = before === 'created' && outcome === 'updated' ? 'created' : outcome;
    table.setOutcome(pending.feed, slot, after);
    move(report, pending.slot === undefined ? 'none' : before, after);
  };

  const refuse = async (pending: Pending, message: string, error: unknown): Promise<void> => {
    const table = tableOf(pending.blueprint);
    const slot = pending.slot ?? table?.slot(`search ${identifierOf(pending.body)}`);
    if (slot !== undefined) table?.setKnown(pending.feed, slot, Number.NaN);
    count(pending, slot, 'refused');
    const identifier = identifierOf(pending.body);
    const example = messageOf(error) === message ? identifier : `${identifier}: ${message}`;
    tally.problem('write', pending.blueprint, error, example);
    if (isNews(pending, slot, 'refused')) await change(pending, { action: 'refused', reason: message });
  };

  const upsert = async (blueprint: string, bulk: readonly Pending[]): Promise<Answer[]> => {
    if (!catalog.blueprint(blueprint)) {
      const message = `Blueprint "${blueprint}" does not exist in Port.`;
      const refusal = { statusCode: 404, error: 'not_found', message, missingRelation: false };
      return bulk.map(() => ({ result: 'refused', ...refusal }));
    }
    const writes = bulk.map(({ body, feed }) => ({
      body,
      mapping: (feeds[feed] as (typeof feeds)[number]).mapping,
      blueprint: catalog.blueprint(blueprint),
    }));
    return options.writer
      .upsert(blueprint, writes)
      .catch((error: unknown) => bulk.map(() => ({ result: 'unanswered', error }) as const));
  };

  const unchanged = (feed: Feed, table: EntityTable, slot: number) => {
    if (table.outcome(feed, slot) !== 'none') return;
    table.setOutcome(feed, slot, 'unchanged');
    move(reportOf(feed), 'none', 'unchanged');
  };

  /**
   * Port takes less than it says: half as much is tried, and half of that. What a run before has written so is
   * unchanged, and not written again. Resolves with whether there was anything left to cut.
   */
  const writeShorter = async (pending: Pending): Promise<boolean> => {
    const { feed, blueprint, slot, body } = pending;
    const limit = (pending.limit ?? maximumEntityBytes) / 2;
    const { resource, mapping, searches } = feeds[feed] as (typeof feeds)[number];
    if (limit < SHORTEST_ENTITY) return false;
    const shorter = cuts.fitted(resource, body, catalog.blueprint(blueprint), limit);
    const next: Pending = { ...pending, body: shorter, limit };
    if (shorter === body) return writeShorter(next);
    const table = tableOf(blueprint);
    next.fingerprint = searches ? Number.NaN : fingerprint(shorter, mapping, catalog.blueprint(blueprint));
    if (table && slot !== undefined) {
      table.setKnown(feed, slot, next.fingerprint);
      if (next.fingerprint === pending.before) unchanged(feed, table, slot);
    }
    if (next.fingerprint !== pending.before)
      for (const outcome of await upsert(blueprint, [next])) await settle(next, outcome);
    return true;
  };

  const settle = async (pending: Pending, outcome: Answer): Promise<void> => {
    if (outcome.result === 'unanswered') {
      const { error } = outcome;
      if (isFatal(error)) options.fatal(error);
      // It may never have been sent: Port has not refused it.
      if (options.signal.aborted) return;
      return refuse(pending, messageOf(error), error);
    }
    if (outcome.result === 'refused') {
      if (outcome.statusCode === 413 && (await writeShorter(pending))) return;
      if (outcome.missingRelation || outcome.statusCode === 409) {
        late.push({ pending, refusal: outcome });
        return;
      }
      return refuse(pending, outcome.message, new Error(generalise(outcome.message, pending.body)));
    }
    const table = tableOf(pending.blueprint);
    const slot = pending.slot ?? table?.slot(outcome.identifier);
    const existed = slot !== undefined && (table?.owned(slot) ?? false);
    if (slot !== undefined) table?.markProduced(slot);
    const created =
      (outcome.created ?? !existed) || (!existed && table !== undefined && madeInThisRun(table, slot));
    count(pending, slot, created ? 'created' : 'updated');
    const told = slot !== undefined && (table?.told(slot, 'created') ?? false);
    // What another resource has made a moment ago is completed, or written over.
    if (told && feeds[pending.feed]?.conflicts.length === 0) return;
    const action = created && !told ? 'created' : 'updated';
    // A plan tells for each resource which fields it changes.
    if (isNews(pending, slot, action) || outcome.fields)
      await change(pending, { action, ...(outcome.fields && { fields: outcome.fields }) });
  };

  return {
    unchanged,
    sending(pending) {
      const { feed, blueprint, slot, fingerprint: print } = pending;
      const table = tableOf(blueprint);
      if (!table || slot === undefined) return;
      pending.before = table.known(feed, slot);
      table.setKnown(feed, slot, print ?? Number.NaN);
      for (const other of feeds[feed]?.conflicts ?? []) table.setKnown(other, slot, Number.NaN);
    },
    refuse: (pending, reason) => refuse(pending, reason, new Error(reason)),
    async write(blueprint, bulk) {
      // What cannot be told must not be done: nothing more is written then.
      for (const [i, outcome] of (await upsert(blueprint, bulk)).entries())
        await settle(bulk[i] as Pending, outcome).catch(options.fatal);
    },
    async takeLate() {
      const waiting = late;
      late = [];
      if (waiting.length === 0) return [];
      if (waiting.length >= waitingBefore) {
        for (const { pending, refusal } of waiting)
          await refuse(pending, refusal.message, new Error(generalise(refusal.message, pending.body)));
        return [];
      }
      waitingBefore = waiting.length;
      return inOrderOfRelations(
        waiting.map((w) => w.pending),
        (blueprint) => catalog.blueprint(blueprint)?.relations ?? {},
      );
    },
  };
}

const identifierOf = (body: EntityBody) =>
  typeof body.identifier === 'object' ? JSON.stringify(body.identifier) : String(body.identifier);

/** Refusals that differ only in the entity's own identifier, or in what it relates to, are one problem. */
const generalise = (message: string, body: EntityBody): string =>
  [identifierOf(body), ...Object.values(body.relations ?? {}).flat()].reduce<string>(
    (text, name) => (typeof name === 'string' || typeof name === 'number' ? without(text, `${name}`) : text),
    message,
  );

/** A name is a word of its own: no 1 in 100. */
const without = (text: string, name: string): string =>
  name === ''
    ? text
    : text.replaceAll(name, (found, at: number) => {
        const inWord =
          /[\p{L}\p{N}]$/u.test(text.slice(0, at)) || /^[\p{L}\p{N}]/u.test(text.slice(at + found.length));
        return inWord ? found : '…';
      });

/** Made a moment ago: by another resource, or by Port itself because another entity of this run relates to it. */
const madeInThisRun = (table: EntityTable, slot: number | undefined) =>
  slot !== undefined && (table.referenced(slot) || table.overall(slot) === 'created');

function move(report: ResourceReport, from: Outcome, to: Outcome): void {
  if (from !== 'none') report[from] -= 1;
  if (to !== 'none') report[to] += 1;
}
