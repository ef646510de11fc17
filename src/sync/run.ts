import { Cancelled, messageOf, stackOf } from '../lib/errors.ts';
import { Overlapping } from '../port/integration/overlap.ts';
import type { Report } from '../report/report.ts';
import { spelled } from '../settings/spelled.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from './context.ts';
import { runEventSteps } from './event-steps.ts';
import { RESYNC_STATUS } from './record/announcement.ts';
import { type Ending, problemsIn } from './record/ending.ts';
import { createRecorder } from './record/recorder.ts';
import { runDeletionSteps, runSteps } from './steps.ts';

/**
 * Milliseconds for the writes in flight to settle after the run was stopped. A step that is cancelled has two seconds
 * for everything.
 */
const SETTLING_MS = 15_000;
const SETTLING_CANCELLED_MS = 700;
/**
 * Milliseconds after that until the run ends without them: a thread, disk or promise that hangs must not hold the end.
 */
const HANGING_MS = 5_000;
const HANGING_CANCELLED_MS = 300;
/** Milliseconds to tell Port of the end. */
const CLOSING_MS = 10_000;
const CLOSING_CANCELLED_MS = 700;
/** Milliseconds to send the telemetry that is left. Telemetry is not worth holding up the job. */
const TELEMETRY_MS = 2_000;

/**
 * A sync, its plan, the deletions that one put off, or what an event says has changed. Never rejects: failures are in
 * the report.
 */
export async function run(settings: Settings, context: SyncContext): Promise<Report> {
  const { stop, organisations, clock, tool, runId } = context;
  const mode = settings.mode === 'incremental' || settings.mode === 'check' ? 'sync' : settings.mode;
  const steps = { sync: runSteps, plan: runSteps, delete: runDeletionSteps, event: runEventSteps }[mode];
  const recorder = createRecorder(tool, { id: runId, mode }, clock, settings.schedule);
  const { report } = recorder;
  const { part } = settings.scope;
  if (part)
    report.run.part = {
      only: [...part.only],
      onlyProjects: part.projects.map(({ written }) => written),
    };
  report.integration.identifier = settings.integrationIdentifier;
  report.integration.baseUrl = settings.port.baseUrl;
  report.organisations = organisations.map(({ devops: { organisation }, credential }) => ({
    url: organisation.url,
    name: organisation.name,
    credential,
    complete: true,
  }));
  let ending: Ending = { how: 'done' };
  const settled = new AbortController();
  abandonPortWhenLate(context, settled.signal);
  try {
    await Promise.race([steps(settings, context, recorder), rejectWhenHanging(context, settled.signal)]);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    ending = endingOf(reason, settings);
    logEnding(context, ending, reason);
    stop.abort(error);
  }
  settled.abort();
  return close(context, recorder.finish(context.services(), ending), recorder);
}

/** Tells Port and its telemetry how the run ended, as far as they answer in time, and removes temporary files. */
async function close(
  context: SyncContext,
  report: Report,
  recorder: ReturnType<typeof createRecorder>,
): Promise<Report> {
  const closed = new AbortController();
  const timeUp = wait(context, CLOSING_MS, CLOSING_CANCELLED_MS, closed.signal);
  const telemetryMs = context.cancelled.aborted ? CLOSING_CANCELLED_MS : TELEMETRY_MS;
  const [problem] = await Promise.all([
    recorder.announceEnd(report, timeUp),
    Promise.race([timeUp, context.telemetry.close(RESYNC_STATUS[report.run.status], telemetryMs)]),
  ]);
  closed.abort();
  if (problem) report.warnings.push(problem);
  await context.spools
    .close()
    .catch((error) => report.warnings.push(`Temporary files could not be removed: ${messageOf(error)}`));
  return report;
}

/** Gives up the calls that Port does not answer in time after the run was stopped. */
function abandonPortWhenLate(context: SyncContext, over: AbortSignal): void {
  const limit = async () => {
    await wait(context, SETTLING_MS, SETTLING_CANCELLED_MS, over);
    if (!over.aborted)
      context.abandonPort(new Error('Port did not answer in time after the run was stopped.'));
  };
  context.stop.signal.addEventListener('abort', limit, { once: true, signal: over });
}

/** Rejects with the reason of the stop if the run has not ended a while after it, calls given up included. */
function rejectWhenHanging(context: SyncContext, over: AbortSignal): Promise<never> {
  const { signal } = context.stop;
  return new Promise((_resolve, reject) => {
    const limit = async () => {
      await wait(context, SETTLING_MS + HANGING_MS, SETTLING_CANCELLED_MS + HANGING_CANCELLED_MS, over);
      if (!over.aborted) reject(signal.reason);
    };
    signal.addEventListener('abort', limit, { once: true, signal: over });
  });
}

/** Resolves after `ms`. If the run is cancelled: `cancelledMs` after that. When `over` is aborted: at once. */
async function wait(
  { clock, cancelled }: SyncContext,
  ms: number,
  cancelledMs: number,
  over: AbortSignal,
): Promise<void> {
  const sleep = (time: number, signal: AbortSignal) => clock.sleep(time, signal).catch(() => {});
  await sleep(ms, AbortSignal.any([cancelled, over]));
  if (cancelled.aborted) await sleep(cancelledMs, over);
}

function logEnding(
  { log, inputLabel = (name) => name }: SyncContext,
  { how }: Ending,
  reason: unknown,
): void {
  const stack = stackOf(reason);
  if (stack) log.debug(stack);
  if (how === 'skipped') log.warn(`Skipped: ${messageOf(reason)}`);
  for (const { code, subject, message, hint = '' } of problemsIn(reason))
    log.error(`${`${subject}: ${message} ${spelled(hint, inputLabel)}`.trimEnd()} (${code})`);
}

const endingOf = (reason: unknown, settings: Settings): Ending => {
  if (reason instanceof Cancelled) return { how: 'cancelled', reason: reason.message };
  if (reason instanceof Overlapping && settings.overlap.giveWay === 'skip')
    return { how: 'skipped', error: reason };
  return { how: 'failed', error: reason };
};
