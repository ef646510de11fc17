import type { AzureDevOps } from '../azure-devops/types.ts';
import type { Clock, ServiceStats } from '../http/types.ts';
import type { Log } from '../log.ts';
import type { Mapper, Mapping } from '../mapping/types.ts';
import type { Port } from '../port/types.ts';
import type { Settings } from '../settings.ts';
import type { Change, Report } from '../summary/report.ts';
import type { Kinds } from './prepare.ts';
import { createRecord, type Ending, problemsIn, RESYNC_STATUS } from './record.ts';
import type { Spools } from './spool.ts';
import { sync } from './sync.ts';
import type { Visible } from './visible.ts';

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
  /** Set for a job token: the pipeline's own project. */
  jobProject?: string;
}

/** Somebody ended the run: SIGTERM, the pipeline's cancel button. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/**
 * What may be taken to settle the writes in flight, and then to tell Port of the end: a cancelled step has two
 * seconds in all.
 */
const SETTLING_MS = 15_000;
const SETTLING_CANCELLED_MS = 700;
const CLOSING_MS = 10_000;
const CLOSING_CANCELLED_MS = 700;
/** What makes the run visible is not worth holding up the job for. */
const TELEMETRY_MS = 4_000;

/** A full sync, or its plan. Never rejects: what went wrong is in the report. */
export async function run(settings: Settings, tools: Tools): Promise<Report> {
  const { stop, organisations } = tools;
  const mode = settings.mode === 'plan' ? 'plan' : 'sync';
  const record = createRecord(tools.tool, { id: tools.runId, mode }, tools.clock);
  record.report.integration.identifier = settings.integrationIdentifier;
  record.report.integration.baseUrl = settings.port.baseUrl;
  record.report.organisations = organisations.map(({ devops, credential }) => ({
    url: devops.organisation.url,
    name: devops.organisation.name,
    credential,
    complete: true,
  }));
  let ending: Ending = { how: 'done' };
  const settled = limitSettling(tools);
  try {
    await sync(settings, tools, record);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    ending = endingOf(reason);
    for (const { subject, message, hint = '' } of problemsIn(reason))
      tools.log.error(`${subject}: ${message} ${hint}`.trimEnd());
    stop.abort(error);
  }
  settled();
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
  await tools.spools.close();
  return report;
}

/** What Port has not answered to a while after the run was stopped is not waited for. Ends when called. */
function limitSettling(tools: Tools): () => void {
  const { stop, abandonPort } = tools;
  const over = new AbortController();
  const limit = async () => {
    await patience(tools, SETTLING_MS, SETTLING_CANCELLED_MS, over.signal);
    if (!over.signal.aborted)
      abandonPort(new Error('Port did not answer in time after the run was stopped.'));
  };
  stop.signal.addEventListener('abort', limit, { once: true, signal: over.signal });
  return () => over.abort();
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

const endingOf = (reason: unknown): Ending =>
  reason instanceof Cancelled
    ? { how: 'cancelled', reason: reason.message }
    : { how: 'failed', error: reason };
