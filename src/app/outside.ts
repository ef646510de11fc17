import type { Host } from '../host/types.ts';
import type { ServiceOptions } from '../http/service/service.ts';
import type { Transport } from '../http/types.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { WriteEvent } from '../port/types.ts';
import type { Change } from '../report/change.ts';
import type { PutOff } from '../report/put-off.ts';
import type { Report } from '../report/report.ts';

/** What a run meets outside of itself: the clock, the network, the log, the disk. A test gives its own. */
export interface Outside {
  clock: Clock;
  /** `ntlm` makes a transport with one connection, which is what NTLM signs. */
  transports: { azureDevOps: Transport; port: Transport; ntlm?: () => Transport };
  log: Log;
  tool: Report['tool'];
  runId: string;
  /** What Port is told that writes are part of: a full sync unless given. */
  writesAs?: WriteEvent;
  secret(value: string): void;
  mask(text: string): string;
  environment?: Readonly<Record<string, string | undefined>>;
  federatedToken?: Host['federatedToken'];
  jobProject?: string;
  inputLabel?: Host['inputLabel'];
  temporaryDirectory?: string;
  /** What to make of an error in it. */
  temporaryFailed?(error: unknown): Error;
  workerPath?: string;
  /** From 0 up to 1: the jitter of waits. */
  random?(): number;
  change(change: Change): Promise<void>;
  /** Without it a run cannot put its deletions off. */
  putOff?(deletions: PutOff): Promise<void>;
  stop: AbortController;
  cancelled: AbortSignal;
}

/** What all services of a run have in common. */
export type SharedServiceOptions = Pick<
  ServiceOptions,
  'clock' | 'log' | 'maxConcurrency' | 'requestTimeoutSeconds' | 'random'
>;
