import { messageOf } from '../../lib/errors.ts';
import { compile } from '../../mapping/compile.ts';
import type { ParsedMapping, Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Recorder } from '../record/recorder.ts';
import { type Decision, decide } from './decide.ts';
import { beganAt, type IncrementOptions, runIncrement } from './run-increment.ts';

/** A run with `mode: incremental`, from when its mapping is known. */
export interface Increments {
  /** Why it is a full sync; undefined where increments are enough. */
  readonly full: string | undefined;
  /** Reads increments. */
  run(more: Pick<IncrementOptions, 'step' | 'syncLists'>): Promise<void>;
  /** Notes after a full sync from where on increments are to be read. */
  begin(counters: Counters): Promise<void>;
}

/** Decides what the run is, and logs it. */
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
  const { full } = decision;
  log.info(
    decision.full === undefined
      ? `Reads what changed since ${decision.since.toISOString()}.`
      : `A full sync, since ${decision.full}.`,
  );
  recorder.report.run.increments =
    decision.full === undefined ? { since: decision.since.toISOString() } : { full: decision.full };
  return {
    full,
    async run(more) {
      const mapper = context.createMapper(parsed.mapping);
      try {
        const compiled = await compile(parsed, mapper);
        const options = { settings, context, recorder, compiled, mapper, blueprints, ...more };
        if (decision.full === undefined) await runIncrement({ ...options, decision });
      } finally {
        await mapper.close();
      }
    },
    async begin(counters) {
      // What the run set up in Port is part of what its cursors stand for.
      const known =
        planned.state === 'existing'
          ? undefined
          : { parsed, integration, blueprints: await port.blueprints() };
      const begun = known ? await decide(settings, context, known) : decision;
      await beginCursors(begun, context, recorder, parsed, counters);
    },
  };
}

/** Codes of problems that tell of a right that is missing: an increment could not read it either. */
const OF_RIGHTS = ['PCS2102', 'PCS2109'];
/** Codes of problems by which a write was not answered. */
const UNANSWERED = ['PCS4105', 'PCS4106', 'PCS4107', 'PCS4108'];

/** Sets the cursors to the beginning of the full sync, of the feeds whose kinds it has read and written. */
async function beginCursors(
  { book, feeds }: Decision,
  context: SyncContext,
  { report }: Recorder,
  { mapping }: ParsedMapping,
  counters: Counters,
): Promise<void> {
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
  const time = beganAt(context);
  try {
    await Promise.all(
      [...new Set(feeds.map(({ cursor }) => cursor))]
        .filter((cursor) => !open.has(cursor))
        .map((cursor) => book.move(cursor, time)),
    );
    await book.keepFull(time);
  } catch (error) {
    context.stop.signal.throwIfAborted();
    report.warnings.push(
      `The next run is a full sync again: a cursor could not be kept (${messageOf(error)}).`,
    );
  }
}
