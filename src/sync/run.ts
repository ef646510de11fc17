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

/** What telling Port of the end may take: a cancelled step has two seconds in all. */
const CLOSING_MS = 10_000;
const CLOSING_CANCELLED_MS = 700;

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
  try {
    await sync(settings, tools, record);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    ending = endingOf(reason);
    for (const { subject, message, hint = '' } of problemsIn(reason))
      tools.log.error(`${subject}: ${message} ${hint}`.trimEnd());
    stop.abort(error);
  }
  const report = record.finish(tools.services(), ending);
  const deadline = ending.how === 'cancelled' ? CLOSING_CANCELLED_MS : CLOSING_MS;
  const problem = await record.close(report, tools.clock, deadline);
  if (problem) report.warnings.push(problem);
  await tools.visible.close(RESYNC_STATUS[report.run.status], deadline);
  await tools.spools.close();
  return report;
}

const endingOf = (reason: unknown): Ending =>
  reason instanceof Cancelled
    ? { how: 'cancelled', reason: reason.message }
    : { how: 'failed', error: reason };
