import type { AzureDevOps } from '../azure-devops/types.ts';
import type { ServiceStats } from '../http/types.ts';
import type { KindDefinition } from '../kinds/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Mapper, Mapping } from '../mapping/types.ts';
import type { Port } from '../port/port.ts';
import type { Change } from '../report/change.ts';
import type { PutOff } from '../report/put-off.ts';
import type { Report } from '../report/report.ts';
import type { Spools } from './load/spool.ts';
import type { RunTelemetry } from './record/run-telemetry.ts';

/** The outside of a run: services, clock, log and the signals that end it. Made by the composition root. */
export interface SyncContext {
  clock: Clock;
  log: Log;
  tool: Report['tool'];
  runId: string;
  port: Port;
  services(): ServiceStats[];
  organisations: readonly OrganisationContext[];
  kinds: Kinds;
  createMapper(mapping: Mapping): Mapper;
  spools: Spools;
  /** An input's name in the spelling of the host. */
  inputLabel?(name: string): string;
  telemetry: RunTelemetry;
  /** The text with every secret blacked out. */
  mask(text: string): string;
  change(change: Change): Promise<void>;
  /** Keeps the deletions that the run puts off. */
  putOff(deletions: PutOff): Promise<void>;
  /** Ends the run early. The signal's reason says why: Cancelled, or an error. */
  stop: AbortController;
  /**
   * The signal that is aborted when the run is cancelled, which may be after it was stopped. The rest has to hurry
   * then.
   */
  cancelled: AbortSignal;
  /** Gives up all unanswered calls of Port, except those that bring a signal of their own. */
  abandonPort(reason: unknown): void;
}

export interface OrganisationContext {
  devops: AzureDevOps;
  /** The way of signing in, without the secret. */
  credential: string;
  /** The pipeline's own project, for a job token. Empty if it is not known. */
  jobProject?: string;
}

export type Kinds = ReadonlyMap<string, KindDefinition>;

/** A time that has just been, ms by Port's clock. The machine's own stands still while that sleeps. */
export const onPortsClock = (time: number, { port, clock }: Pick<SyncContext, 'port' | 'clock'>): number =>
  time + ((port.time() ?? clock.now()) - clock.now());
