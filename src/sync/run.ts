import type { AzureDevOps } from '../azure-devops/types.ts';
import type { ServiceStats } from '../http/types.ts';
import type { Clock } from '../lib/clock.ts';
import { Cancelled, messageOf, stackOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Mapper, Mapping } from '../mapping/types.ts';
import { Overlapping } from '../port/overlap.ts';
import type { Port } from '../port/types.ts';
import type { Change, Report } from '../report/report.ts';
import type { Settings } from '../settings/types.ts';
import type { Spools } from './load/spool.ts';
import type { Kinds } from './prepare/prepare.ts';
import { createRecord, type Ending, problemsIn, RESYNC_STATUS } from './record/recorder.ts';
import type { Visible } from './record/run-telemetry.ts';
import { sync } from './sync.ts';

export { Cancelled } from '../lib/errors.ts';

/** Everything a run works with, made by the composition root. */
export interface Tools {
  clock: Clock;
  log: Log;
  tool: Report['tool'];
  runId: string;
  port: Port;
  services(): ServiceStats[];
  organisations: readonly OrganisationTools[];
  kinds: Kinds;
  createMapper(mapping: Mapping): Mapper;
  spools: Spools;
  /** How the user writes an input's name. */
  inputLabel?(name: string): string;
  visible: Visible;
  change(change: Change): Promise<void>;
  /** Ends the run early; the signal's reason says why: Cancelled, or an error. */
  stop: AbortController;
  /** Somebody ended it, who may have come second: then whatever is left to do has to hurry. */
  cancelled: AbortSignal;
  /** Gives up every call of Port's that is still unanswered, but for those that bring a signal of their own. */
  abandonPort(reason: unknown): void;
}

export interface OrganisationTools {
  devops: AzureDevOps;
  /** Without the secret. */
  credential: string;
  /** Set for a job token: the pipeline's own project; empty where nobody knows which one that is. */
  jobProject?: string;
}

/**
 * What may be taken to settle the writes in flight, and then to tell Port of the end: a cancelled step has two
 * seconds in all.
 */
const SETTLING_MS = 15_000;
const SETTLING_CANCELLED_MS = 700;
/** What has not settled then never will: a thread, a disk or a promise that hangs must not hold the last word. */
const HANGING_MS = 5_000;
const HANGING_CANCELLED_MS = 300;
const CLOSING_MS = 10_000;
const CLOSING_CANCELLED_MS = 700;
/** What makes the run visible is not worth holding up the job for. */
const TELEMETRY_MS = 4_000;

/** A full sync, or its plan. Never rejects: what went wrong is in the report. */
export async function run(settings: Settings, tools: Tools): Promise<Report> {
  const { stop, organisations } = tools;
  const mode = settings.mode === 'plan' ? 'plan' : 'sync';
  const record = createRecord(tools.tool, { id: tools.runId, mode }, tools.clock);
  const { part } = settings.scope;
  if (part)
    record.report.run.part = {
      only: [...part.only],
      onlyProjects: part.projects.map(({ written }) => written),
    };
  record.report.integration.identifier = settings.integrationIdentifier;
  record.report.integration.baseUrl = settings.port.baseUrl;
  record.report.organisations = organisations.map(({ devops, credential }) => ({
    url: devops.organisation.url,
    name: devops.organisation.name,
    credential,
    complete: true,
  }));
  let ending: Ending = { how: 'done' };
  const settled = new AbortController();
  limitSettling(tools, settled.signal);
  try {
    await Promise.race([sync(settings, tools, record), hanging(tools, settled.signal)]);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    ending = endingOf(reason, settings);
    const stack = stackOf(reason);
    if (stack) tools.log.debug(stack);
    if (ending.how === 'skipped') tools.log.warn(messageOf(reason));
    for (const { code, subject, message, hint = '' } of problemsIn(reason))
      tools.log.error(`${`${subject}: ${message} ${hint}`.trimEnd()} (${code})`);
    stop.abort(error);
  }
  settled.abort();
  const report = record.finish(tools.services(), ending);
  const closed = new AbortController();
  const timeUp = patience(tools, CLOSING_MS, CLOSING_CANCELLED_MS, closed.signal);
  const telemetryMs = tools.cancelled.aborted ? CLOSING_CANCELLED_MS : TELEMETRY_MS;
  const [problem] = await Promise.all([
    record.close(report, timeUp),
    Promise.race([timeUp, tools.visible.close(RESYNC_STATUS[report.run.status], telemetryMs)]),
  ]);
  closed.abort();
  if (problem) report.warnings.push(problem);
  await tools.spools
    .close()
    .catch((error) => report.warnings.push(`Temporary files could not be removed: ${messageOf(error)}`));
  return report;
}

/** What Port has not answered to a while after the run was stopped is not waited for. */
function limitSettling(tools: Tools, over: AbortSignal): void {
  const { stop, abandonPort } = tools;
  const limit = async () => {
    await patience(tools, SETTLING_MS, SETTLING_CANCELLED_MS, over);
    if (!over.aborted) abandonPort(new Error('Port did not answer in time after the run was stopped.'));
  };
  stop.signal.addEventListener('abort', limit, { once: true, signal: over });
}

/** Rejects with why the run was stopped when it has not ended by that, nor by the end of what it waits for. */
function hanging(tools: Tools, over: AbortSignal): Promise<never> {
  const { stop } = tools;
  return new Promise((_resolve, reject) => {
    const limit = async () => {
      const late = SETTLING_MS + HANGING_MS;
      await patience(tools, late, SETTLING_CANCELLED_MS + HANGING_CANCELLED_MS, over);
      if (!over.aborted) reject(stop.signal.reason);
    };
    stop.signal.addEventListener('abort', limit, { once: true, signal: over });
  });
}

/** Resolves after so many milliseconds, or those of a cancelled run from when it is one, or when it is over. */
async function patience(
  { clock, cancelled }: Tools,
  ms: number,
  hurriedMs: number,
  over: AbortSignal,
): Promise<void> {
  const sleep = (time: number, signal: AbortSignal) => clock.sleep(time, signal).catch(() => {});
  await sleep(ms, AbortSignal.any([cancelled, over]));
  if (cancelled.aborted) await sleep(hurriedMs, over);
}

const endingOf = (reason: unknown, settings: Settings): Ending => {
  if (reason instanceof Cancelled) return { how: 'cancelled', reason: reason.message };
  if (reason instanceof Overlapping && settings.overlap.giveWay === 'skip')
    return { how: 'skipped', error: reason };
  return { how: 'failed', error: reason };
};
