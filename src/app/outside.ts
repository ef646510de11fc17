import type { Host } from '../host/types.ts';
import type { ServiceOptions } from '../http/service/service.ts';
import type { Transport } from '../http/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';
import type { WriteEvent } from '../port/port.ts';
import type { Change } from '../report/change.ts';
import type { PutOff } from '../report/put-off.ts';
import type { Report } from '../report/report.ts';

/** The outside of a run: clock, network, log, disk. Tests give their own. */
export interface Outside {
  clock: Clock;
  /** `ntlm`: a transport with one connection, since NTLM signs in a connection. */
  transports: { azureDevOps: Transport; port: Transport; ntlm?: () => Transport };
  log: Log;
  tool: Report['tool'];
  runId: string;
  /** The occasion of the writes, as Port is told. Unless given: a full sync. */
  writesAs?: WriteEvent;
  secret(value: string): void;
  mask(text: string): string;
  environment?: ProcessVariables;
  federatedToken?: Host['federatedToken'];
  jobProject?: string;
  inputLabel?: Host['inputLabel'];
  temporaryDirectory?: string;
  /** Makes an error in it one that says what to do. */
  temporaryFailed?(error: unknown): Error;
  workerPath?: string;
  /** Random numbers from 0 up to 1, for the jitter of waits. */
  random?(): number;
  change(change: Change): Promise<void>;
  /** Keeps deletions for a later run. Absent where the run cannot put its deletions off. */
  putOff?(deletions: PutOff): Promise<void>;
  stop: AbortController;
  cancelled: AbortSignal;
}

/** Options that all services of a run share. */
export type SharedServiceOptions = Pick<
  ServiceOptions,
  'clock' | 'log' | 'maxConcurrency' | 'requestTimeoutSeconds' | 'random'
>;
