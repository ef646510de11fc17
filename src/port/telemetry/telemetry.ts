import type { Clock } from '../../http/types.ts';
import type { RawItem } from '../../kinds/types.ts';
import type { Log } from '../../log.ts';
import type { ResourceReport } from '../../summary/report.ts';
import type { Integration, Port } from '../types.ts';
import { examplesPerResource, maskSecrets } from './examples.ts';
import { createLogBuffer, type LogExtra, type LogLevel } from './logs.ts';
import {
  type EventOrigin,
  eventOf,
  type KindMetrics,
  kindIdentifierOf,
  type MetricsSubject,
  metricsOf,
  noMetrics,
  type SyncState,
  wentWell,
} from './metrics.ts';
import { createBestEffortQueue } from './queue.ts';

/** A resource of the mapping as telemetry knows it. */
export interface ObservedResource {
  index: number;
  kind: string;
  /** Literal blueprint, where the mapping has one. */
  blueprint?: string;
}

/**
 * Makes the run visible in Port: sync metrics, heartbeat, log lines, raw examples. Every call returns at once and
 * never throws; what does not reach Port is lost, and said at debug level.
 */
export interface Telemetry {
  /** Announces all resources, and starts the heartbeat. */
  started(resources: readonly ObservedResource[]): void;
  /** Raw items as they come in; the first few of each resource are kept and sent. */
  examples(resource: ObservedResource, items: readonly RawItem[]): void;
  kindStarted(resource: ObservedResource): void;
  kindFinished(report: ResourceReport): void;
  reconciliationStarted(): void;
  reconciliationFinished(result: { deleted: number; failed: boolean; seconds: number }): void;
  log(level: LogLevel, message: string, extra?: LogExtra): void;
  /** The run's end. Resolves when all is sent or `deadline` (milliseconds, 5 s) is over. */
  finished(state: 'completed' | 'failed' | 'aborted', deadline?: number): Promise<void>;
}

export interface TelemetryOptions {
  port: Port;
  integration: Integration;
  clock: Clock;
  /** Not one that writes into this telemetry. */
  log: Log;
  version: string;
  runId: string;
  /** Masks the secrets that this run knows. */
  mask(text: string): string;
  sendRawDataExamples: boolean;
}

const heartbeatInterval = 10_000;
const runtime: MetricsSubject = { kind: '__runtime__', index: 0, blueprint: '' };
const reconciliation: MetricsSubject = { kind: '__reconciliation__', index: 0, blueprint: '' };

export const createTelemetry = (options: TelemetryOptions): Telemetry => {
  const { clock, port, integration } = options;
  const queue = createBestEffortQueue(clock, (message) => options.log.debug(message));
  const metrics = createMetrics(options, queue.add);
  const logs = createLogBuffer(clock, options.runId, options.mask);
  const examples = createExamples(options, queue.add);
  const stop = new AbortController();

  const logsUrl = integration.logAttributes?.ingestUrl;
  const sendLogs = () => {
    const lines = logsUrl === undefined ? [] : logs.take();
    if (lines.length === 0) return;
    queue.add('log lines', (signal) => send(port, 'POST', `${logsUrl}`, '', { logs: lines }, signal));
  };
  const beat = async () => {
    for (;;) {
      await clock.sleep(heartbeatInterval, stop.signal);
      metrics.heartbeat();
      sendLogs();
    }
  };

  return {
    started: (resources) => {
      metrics.announce(resources);
      beat().catch(() => {});
    },
    examples: examples.take,
    kindStarted: (resource) => metrics.put(subjectOf(resource), 'syncing', noMetrics),
    kindFinished: (report) => {
      examples.close(report);
      metrics.put(subjectOf(report), wentWell(report) ? 'completed' : 'failed', metricsOf(report));
    },
    reconciliationStarted: () => metrics.post([reconciliation], 'syncing'),
    reconciliationFinished: ({ deleted, failed, seconds }) =>
      metrics.put(reconciliation, failed ? 'failed' : 'completed', {
        ...noMetrics,
        delete: { deleted },
        resync: { success: failed ? 0 : 1, duration_seconds: seconds },
      }),
    log: (level, message, extra) => {
      if (logsUrl === undefined) return;
      logs.add(level, message, extra);
      if (logs.full) sendLogs();
    },
    finished: async (state, deadline = 5_000) => {
      stop.abort();
      examples.closeAll();
      metrics.post([runtime], state);
      for (let more = true; more; more = logs.full) sendLogs();
      await queue.drain(deadline);
    },
  };
};

type Add = (what: string, work: (signal: AbortSignal) => Promise<unknown>) => void;

/** `route` is what stands behind the address that Port named. */
const send = (
  port: Port,
  method: 'POST' | 'PUT',
  base: string,
  route: string,
  body: unknown,
  signal: AbortSignal,
  path = route,
): Promise<unknown> =>
  port.request({
    method,
    path: `${base}${path}`,
    route: `{ingestUrl}${route}`,
    body,
    background: true,
    signal,
  });

const subjectOf = (resource: ObservedResource | ResourceReport): MetricsSubject => ({
  kind: resource.kind,
  index: resource.index,
  blueprint: ('blueprints' in resource ? resource.blueprints[0] : resource.blueprint) ?? '',
});

const createMetrics = ({ port, integration, version, runId }: TelemetryOptions, add: Add) => {
  const base = integration.metricAttributes?.ingestUrl;
  const origin: EventOrigin = {
    integrationIdentifier: port.identifier,
    installationType: integration.installationType ?? 'OnPrem',
    version,
    runId,
  };
  const post = (subjects: readonly MetricsSubject[], state: SyncState) => {
    if (base === undefined || subjects.length === 0) return;
    const syncKindsMetrics = subjects.map((subject) => eventOf(origin, subject, state, noMetrics));
    add('sync metrics', (signal) => send(port, 'POST', base, '/syncMetrics', { syncKindsMetrics }, signal));
  };
  return {
    post,
    announce: (resources: readonly ObservedResource[]) => {
      post(resources.map(subjectOf), 'pending');
      post([runtime], 'syncing');
    },
    put: (subject: MetricsSubject, state: SyncState, counts: KindMetrics) => {
      if (base === undefined) return;
      const body = { syncKindMetrics: eventOf(origin, subject, state, counts) };
      const path = `/syncMetrics/resync/${encodeURIComponent(runId)}/kind/${encodeURIComponent(kindIdentifierOf(subject))}`;
      const route = '/syncMetrics/resync/{eventId}/kind/{kindIdentifier}';
      add('sync metrics', (signal) => send(port, 'PUT', base, route, body, signal, path));
    },
    heartbeat: () => {
      if (base === undefined) return;
      add('heartbeat', (signal) => send(port, 'POST', base, '/heartbeat', { eventId: runId }, signal));
    },
  };
};

/** Keeps the first raw items of each resource, and sends them once there are enough or no more will come. */
const createExamples = ({ port, mask, sendRawDataExamples }: TelemetryOptions, add: Add) => {
  const open = new Map<number, { kind: string; items: unknown[] }>();
  const closed = new Set<number>();

  const close = ({ index }: { index: number }) => {
    const kept = open.get(index);
    open.delete(index);
    closed.add(index);
    if (!kept || kept.items.length === 0) return;
    const route = '/v1/integration/{identifier}/kinds/{kind}/examples';
    const path = `/v1/integration/${encodeURIComponent(port.identifier)}/kinds/${encodeURIComponent(kept.kind)}/examples`;
    const body = { examples: kept.items };
    add(`examples of ${kept.kind}`, (signal) =>
      port.request({ method: 'POST', path, route, body, background: true, signal }),
    );
  };
  return {
    close,
    closeAll: () => {
      for (const index of [...open.keys()]) close({ index });
    },
    take: (resource: ObservedResource, items: readonly RawItem[]) => {
      if (!sendRawDataExamples || closed.has(resource.index)) return;
      const kept = open.get(resource.index) ?? { kind: resource.kind, items: [] };
      open.set(resource.index, kept);
      // Masked at once: the items themselves are not held, and a broken one costs nothing but itself.
      for (const item of items.slice(0, examplesPerResource - kept.items.length)) {
        kept.items.push(maskSecrets(item, mask));
      }
      if (kept.items.length >= examplesPerResource) close(resource);
    },
  };
};
