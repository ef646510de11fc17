import { messageOf } from '../../lib/errors.ts';
import { compile } from '../../mapping/compile.ts';
import type { ParsedMapping, Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { moment } from '../../report/words/format.ts';
import type { Settings } from '../../settings/types.ts';
import { onPortsClock, type SyncContext } from '../context.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Recorder } from '../record/recorder.ts';
import { type Decision, decide, lagsTooFar } from './decide.ts';
import { NO_DIGEST } from './digest.ts';
import { discover } from './discover.ts';
import { beganAt, type IncrementOptions, runIncrement } from './run-increment.ts';

/** The incremental part of a run, from when its mapping is known. A full sync may note cursors for later runs by it. */
export interface Increments {
  /** Reads increments where they are enough. Else a full sync has to follow, and then `begin`. */
  run(more: Pick<IncrementOptions, 'step' | 'syncLists'>): Promise<'done' | 'full sync'>;
  /** Sets the cursors after a full sync. */
  begin(counters: Counters): Promise<void>;
}

/** Decides between increments and a full sync, and logs the decision. */
export async function openIncrements(
  settings: Settings,
  context: SyncContext,
  recorder: Recorder,
  { planned }: Pick<Prepared, 'planned'>,
  parsed: ParsedMapping,
): Promise<Increments> {
  const { port, log } = context;
  const blueprints = await port.blueprints();
  const { integration } = planned;
  const decision = await decide(settings, context, { parsed, integration, blueprints });
  const tellFull = (full: string, afterAll = '') => {
    if (settings.mode !== 'incremental') return;
    log.info(`A full sync${afterAll}, since ${full}.`);
    recorder.report.run.increments = { full };
  };
  if (decision.full === undefined) {
    log.info(`Reads what changed since ${moment(decision.since.toISOString())}.`);
    recorder.report.run.increments = { since: decision.since.toISOString() };
    recorder.report.integration.state = 'existing';
    recorder.useMapping(parsed);
  } else tellFull(decision.full);
  /** The beginning of the run, ms by Port's clock. */
  const began = onPortsClock(Date.parse(recorder.report.run.startedAt), context);
  /** The digest of what was in sight before the full sync. */
  let sight: Date | undefined;
  return {
    async run(more) {
      if (decision.full !== undefined) {
        if (decision.book) sight = await sightNow(settings, context, parsed);
        return 'full sync';
      }
      const mapper = context.createMapper(parsed.mapping);
      try {
        const compiled = await compile(parsed, mapper);
        const options = { settings, context, recorder, compiled, mapper, blueprints, ...more };
        const done = await runIncrement({ ...options, decision });
        sight = done.sight;
        if (done.full === undefined) return 'done';
        tellFull(done.full, ' after all');
        return 'full sync';
      } finally {
        await mapper.close();
      }
    },
    async begin(counters) {
      // The cursors stand for the blueprints as the run has set them up.
      const known =
        planned.state === 'existing'
          ? undefined
          : { parsed, integration, blueprints: await port.blueprints() };
      const begun = known ? await decide(settings, context, known) : decision;
      await beginCursors(begun, context, recorder, parsed, counters, { began, sight });
    },
  };
}

/**
 * The digest of what is in sight. Taken before a full sync, so that what comes into sight meanwhile counts as not read.
 */
async function sightNow(
  settings: Settings,
  context: SyncContext,
  { mapping }: ParsedMapping,
): Promise<Date | undefined> {
  const { scope, maxConcurrency } = settings;
  const now = new Date(context.clock.now());
  const nothing = {
    feeds: [],
    short: [],
    limits: settings,
    lastFull: '',
    mapper: { map: async () => [] },
    since: () => now,
  };
  const more = { now, parallel: maxConcurrency, signal: context.stop.signal };
  return (await discover({ context, scope, mapping, ...nothing, ...more })).sight;
}

/** Codes of missing rights: an increment could not read such lists either. */
const OF_RIGHTS = ['PCS2102', 'PCS2109'];
/** Codes of writes that were not answered. */
const UNANSWERED = ['PCS4105', 'PCS4106', 'PCS4107', 'PCS4108'];

/** The time in the place of a digest of what is in sight, where not all of it was read. */
const NOT_ALL_READ = new Date(1);

/**
 * The cursor of what is in sight, to be kept. Items that came into sight are older than any cursor: where a list was not
 * read in full, the next run is full again. Once, so that a list that fails for good does not make each run a full one.
 */
function sightToKeep(sight: Date | undefined, before: Date | undefined, isAllRead: boolean): Date {
  if (!sight) return NO_DIGEST;
  const isKnown = [sight, NOT_ALL_READ].some((one) => one.getTime() === before?.getTime());
  return isAllRead || isKnown ? sight : NOT_ALL_READ;
}

/** Sets cursors to the beginning of the full sync (`began`: by Port's clock), for the feeds whose kinds it has read and written in full. */
async function beginCursors(
  { book, feeds }: Decision,
  context: SyncContext,
  recorder: Recorder,
  { mapping }: ParsedMapping,
  counters: Counters,
  { began, sight }: { began: number; sight: Date | undefined },
): Promise<void> {
  const { report } = recorder;
  if (!book) {
    report.warnings.push('The next run is a full sync again: no cursor can be kept.');
    return;
  }
  const { problems } = counters;
  if (problems.some(({ code }) => code !== undefined && UNANSWERED.includes(code))) return;
  const onlyRights = problems
    .filter(({ phase }) => phase === 'read')
    .every(({ code }) => code !== undefined && OF_RIGHTS.includes(code));
  const isDone = (resource: Resource) => {
    const { complete, entities, created, updated, unchanged, refused } = counters.reportOf(resource);
    return (complete || onlyRights) && entities === created + updated + unchanged + refused;
  };
  const open = new Set(
    feeds
      .filter(({ kinds }) => mapping.resources.some((one) => kinds.includes(one.kind) && !isDone(one)))
      .map(({ cursor }) => cursor),
  );
  // Changes of a list that fails for so long wait for the next full sync: else each run would read more of the past.
  const moved = feeds.filter((feed) => !open.has(feed.cursor) || lagsTooFar(book, feed, began));
  try {
    await book.move(new Set(moved.map(({ cursor }) => cursor)), beganAt(context, recorder));
    await book.keepSight(sightToKeep(sight, book.sight, open.size === 0));
    await book.keepFull(new Date(began));
  } catch (error) {
    context.stop.signal.throwIfAborted();
    report.warnings.push(
      `The next run is a full sync again: a cursor could not be kept (${messageOf(error)}).`,
    );
  }
}
