import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';
import { shorten } from '../../lib/text/shorten.ts';
import type { Port } from '../port.ts';
import type { Integration } from '../types.ts';
import { createExamples } from './examples.ts';
import { createLogBuffer, createLogSender, type LogExtra, type LogLevel } from './logs.ts';
import { type FinishedResource, runtime } from './metrics.ts';
import { createBestEffortQueue } from './queue.ts';
import { createResourceStates, type ObservedResource } from './resource-states.ts';
import { createSyncStates } from './sync-states.ts';

/**
 * The run as Port shows it: sync metrics, heartbeat, log lines, raw examples. Every call returns at once and never
 * throws. What does not reach Port is lost, and told at debug level; a mistake of ours as a warning.
 */
export interface Telemetry {
  /** Announces all resources, and starts the heartbeat. */
  started(resources: readonly ObservedResource[]): void;
  /** Raw items as they come in; the first few of each resource are kept and sent. */
  examples(resource: ObservedResource, items: readonly unknown[]): void;
  kindStarted(resource: ObservedResource): void;
  kindFinished(report: FinishedResource): void;
  reconciliationStarted(): void;
  reconciliationFinished(result: { deleted: number; failed: boolean; seconds: number }): void;
  /** Sends a line. `time` (ms): when it was said, where that was before. */
  log(level: LogLevel, message: string, extra?: LogExtra, time?: number): void;
  /** The run's end. Resolves when all is sent or `deadline` (milliseconds, 5 s) is over. */
  finished(state: 'completed' | 'failed' | 'aborted', deadline?: number): Promise<void>;
}

export interface TelemetryOptions {
  port: Port;
  integration: Integration;
  clock: Clock;
  /** A log that does not write into this telemetry. */
  log: Log;
  version: string;
  runId: string;
  /** Masks the secrets that this run knows. */
  mask(text: string): string;
  sendRawDataExamples: boolean;
}

export const createTelemetry = (options: TelemetryOptions): Telemetry => {
  const { clock, port, integration } = options;
  const queue = createBestEffortQueue(clock, options.log);
  const states = createSyncStates(
    port,
    usable(integration.metricAttributes?.ingestUrl, 'metrics', options),
    {
      integrationIdentifier: port.identifier,
      installationType: integration.installationType ?? 'OnPrem',
      version: options.version,
      runId: options.runId,
    },
    clock,
    queue.add,
  );
  const resourceStates = createResourceStates(states);
  const logs = createLogBuffer(clock, options.runId, options.mask);
  const alreadyToday = endedToday(integration, clock);
  const examples = createExamples(port, { mask: options.mask, alreadyToday }, queue.add);

  const logsUrl = usable(integration.logAttributes?.ingestUrl, 'log lines', options);
  const sendLogs = createLogSender(port, logsUrl, logs, queue.add);
  const beat = createBeat(clock, () => {
    states.heartbeat();
    sendLogs();
  });

  return {
    started: (resources) => {
      resourceStates.announce(resources);
      beat.start();
    },
    examples: (resource, items) => {
      if (options.sendRawDataExamples) examples.take(resource, items);
    },
    kindStarted: resourceStates.begin,
    kindFinished: (report) => {
      examples.close(report, report.created + report.updated + report.refused > 0);
      resourceStates.finish(report);
    },
    reconciliationStarted: resourceStates.deletionsBegan,
    reconciliationFinished: resourceStates.deletionsEnded,
    log: (...line) => {
      if (logsUrl === undefined) return;
      logs.add(...line);
      if (logs.full) sendLogs();
    },
    finished: async (state, deadline = 5_000) => {
      beat.stop();
      examples.closeAll();
      resourceStates.abort();
      sendLogs();
      states.tell(runtime, state);
      states.close();
      await queue.drain(deadline);
    },
  };
};

const heartbeatInterval = 10_000;

/** Work that is done again and again until it is stopped. */
const createBeat = (clock: Clock, work: () => void) => {
  const stopped = new AbortController();
  const beat = async () => {
    for (;;) {
      await clock.sleep(heartbeatInterval, stopped.signal);
      work();
    }
  };
  return {
    // The beat rejects only when it is stopped.
    start: () => void beat().catch(() => {}),
    stop: () => stopped.abort(),
  };
};

/** Whether a sync ended on this day (UTC), by the state that Port kept of it. */
const endedToday = ({ resyncState }: Integration, clock: Clock): boolean => {
  const ended = Date.parse(resyncState?.lastResyncEnd ?? '');
  return Math.floor(ended / day) === Math.floor(clock.now() / day);
};

const day = 86_400_000;

/** An address that Port names, where it may be used; else a warning, and undefined. */
const usable = (address: unknown, what: string, { port, log }: TelemetryOptions): string | undefined => {
  if (address === undefined || address === null || address === '') return undefined;
  if (port.mayUse(address)) return address;
  // The origin alone is told: the rest may hold a key.
  const named = URL.canParse(String(address)) ? new URL(String(address)).origin : 'no address';
  log.warn(
    `Port names ${JSON.stringify(shorten(named, longestAddress))} for the run’s ${what}, which is neither below the base URL’s domain nor one of Port’s own hosts by https: nothing is sent there.`,
  );
  return undefined;
};

const longestAddress = 200;
