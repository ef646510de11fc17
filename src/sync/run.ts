import type { AzureDevOps } from '../azure-devops/types.ts';
import type { Clock } from '../http/types.ts';
import type { Log } from '../log.ts';
import type { Mapper, Mapping } from '../mapping/types.ts';
import type { Port } from '../port/types.ts';
import type { Settings } from '../settings.ts';
import type { Change, Report } from '../summary/report.ts';
import type { Kinds } from './prepare.ts';
import { createRecord, type Ending } from './record.ts';
import type { Spools } from './spool.ts';
import { sync } from './sync.ts';

/** Everything a run works with, made by the composition root. */
export interface Tools {
  clock: Clock;
  log: Log;
  tool: Report['tool'];
  runId: string;
  port: Port;
  organisations: readonly OrganisationTools[];
  kinds: Kinds;
  createMapper(mapping: Mapping): Mapper;
  spools: Spools;
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

/** A full sync, or its plan. Never rejects: what went wrong is in the report. */
export async function run(settings: Settings, tools: Tools): Promise<Report> {
  const { port, stop, organisations } = tools;
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
    ending = endingOf(stop.signal.aborted ? stop.signal.reason : error);
    stop.abort(error);
  }
  const report = record.finish([...organisations.map(({ devops }) => devops.stats()), port.stats()], ending);
  await record.close(report);
  await tools.spools.close();
  return report;
}

const endingOf = (reason: unknown): Ending =>
  reason instanceof Cancelled
    ? { how: 'cancelled', reason: reason.message }
    : { how: 'failed', error: reason };
