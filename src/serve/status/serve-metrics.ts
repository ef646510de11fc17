import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ItemsDone } from '../../events/items-protocol.ts';
import type { Resync, ResyncKind } from '../resyncs/types.ts';
import type { View } from '../view.ts';

/** Metrics in the text format of Prometheus. */
export interface Metrics {
  /** Counts a resync that has ended. */
  ended(resync: Resync): void;
  /** Counts an event. */
  received(type: string, outcome: string): void;
  /** Counts entities that were written for events, and the milliseconds that each event waited. */
  applied(done: ItemsDone, delays: readonly number[]): void;
  readonly contentType: string;
  render(view: View): Promise<string>;
}

const PREFIX = 'port_catalog_sync_';
const OUTCOMES = ['created', 'updated', 'unchanged', 'deleted', 'refused', 'heldBack'] as const;
const KINDS = ['full', 'incremental'] as const;
const STATUSES = ['succeeded', 'problems', 'failed', 'cancelled', 'skipped', 'crashed'] as const;
/** Buckets of durations, in seconds: up to four hours. */
const DURATIONS = [5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400];

export const createMetrics = (): Metrics => {
  const register = new Registry();
  const about = (name: string, help: string) => ({ name: PREFIX + name, help, registers: [register] });
  const counted = createCounted(about);
  const events = createCountedEvents(about);
  const seen = createSeen(about);
  return {
    ended: counted,
    ...events,
    contentType: register.contentType,
    render(view) {
      seen(view);
      return register.metrics();
    },
  };
};

type About = (name: string, help: string) => { name: string; help: string; registers: Registry[] };

/** Counters of resyncs. */
const createCounted = (about: About): Metrics['ended'] => {
  const resyncs = new Counter({
    ...about('resyncs_total', 'Resyncs that ended, full or incremental, by status.'),
    labelNames: ['kind', 'status'],
  });
  for (const kind of KINDS) for (const status of STATUSES) resyncs.inc({ kind, status }, 0);
  const failed = new Counter({
    ...about(
      'failed_resyncs_total',
      'Resyncs that failed, by the code of the failure (PCS2101: the credential).',
    ),
    labelNames: ['code'],
  });
  const durations = new Histogram({
    ...about('resync_duration_seconds', 'Duration of resyncs.'),
    labelNames: ['kind'],
    buckets: DURATIONS,
  });
  const requests = new Counter({
    ...about('requests_total', 'Requests of resyncs, by service.'),
    labelNames: ['service'],
  });
  const waits = new Counter({
    ...about('wait_seconds_total', 'Time in which the requests of a service stood still, as it asked for.'),
    labelNames: ['service'],
  });
  return ({ kind, status, code, startedAt, finishedAt, summary }) => {
    resyncs.inc({ kind, status });
    if (status === 'failed' || status === 'crashed') failed.inc({ code: code ?? 'none' });
    durations.observe({ kind }, Math.max(0, finishedAt - startedAt) / 1000);
    for (const [service, count] of Object.entries(summary?.requests ?? {})) requests.inc({ service }, count);
    for (const [service, seconds] of Object.entries(summary?.waitSeconds ?? {}))
      waits.inc({ service }, seconds);
  };
};

/** Buckets of delays, in seconds. The goal is two. */
const DELAYS = [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300];
const ENTITIES = ['created', 'updated', 'unchanged', 'deleted', 'refused'] as const;

const createCountedEvents = (about: About): Pick<Metrics, 'received' | 'applied'> => {
  const events = new Counter({
    ...about('events_total', 'Events that came, by type and outcome.'),
    labelNames: ['type', 'outcome'],
  });
  const delays = new Histogram({
    ...about('event_delay_seconds', 'From the receipt of an event to the write of what it touched.'),
    buckets: DELAYS,
  });
  const entities = new Counter({
    ...about('event_entities_total', 'Entities of items that events touched, by outcome.'),
    labelNames: ['outcome'],
  });
  for (const outcome of ENTITIES) entities.inc({ outcome }, 0);
  return {
    received: (type, outcome) => events.inc({ type, outcome }),
    applied(done, waited) {
      for (const outcome of ENTITIES) entities.inc({ outcome }, done[outcome]);
      for (const ms of waited) delays.observe(Math.max(0, ms) / 1000);
    },
  };
};

/** Gauges, which are set when somebody looks. */
const createSeen = (about: About): ((view: View) => void) => {
  const gauge = (name: string, help: string) => new Gauge(about(name, help));
  const info = new Gauge({ ...about('info', 'The version.'), labelNames: ['version'] });
  const started = gauge('start_timestamp_seconds', 'When the process started.');
  const memory = gauge('resident_memory_bytes', 'Memory of the process itself, without its resyncs.');
  const waiting = gauge('event_queue', 'Items that events touched and that wait to be read.');
  const oldest = gauge('event_queue_oldest_seconds', 'Age of the oldest of them; 0 where none waits.');
  const held = gauge('event_queue_held_up', '1 where reading or writing them failed last.');
  const resyncs = createResyncGauges(about);
  const subscriptions = createHookGauges(about);
  return ({ version, startedAt, now, resyncs: view, events, hooks }) => {
    info.set({ version }, 1);
    started.set(startedAt / 1000);
    memory.set(process.memoryUsage.rss());
    if (view) resyncs(view, now);
    if (hooks) subscriptions(hooks);
    waiting.set(events?.waiting ?? 0);
    oldest.set(events?.oldestAt === undefined ? 0 : (now - events.oldestAt) / 1000);
    held.set(events?.failure === undefined ? 0 : 1);
  };
};

const createHookGauges = (about: About) => {
  const gauge = (name: string, help: string) => new Gauge(about(name, help));
  const states = new Gauge({
    ...about('hook_subscriptions', 'Subscriptions that this installation has made, by status.'),
    labelNames: ['status'],
  });
  const wanted = gauge('hook_subscriptions_wanted', 'Subscriptions that there should be.');
  const missing = gauge('hook_subscriptions_missing', 'Those among them that are not there.');
  const failures = gauge(
    'hook_check_failures',
    'Failed checks of the subscriptions since the last good one.',
  );
  const checked = gauge('hook_last_check_timestamp_seconds', 'The last check that succeeded.');
  for (const one of [wanted, missing, failures, checked]) one.remove();
  return (view: NonNullable<View['hooks']>): void => {
    for (const [status, count] of Object.entries(view.states)) states.set({ status: snake(status) }, count);
    failures.set(view.failures);
    if (view.checkedAt === undefined) return;
    wanted.set(view.wanted);
    missing.set(view.missing);
    checked.set(view.checkedAt / 1000);
  };
};

const createResyncGauges = (about: About) => {
  const gauge = (name: string, help: string) => new Gauge(about(name, help));
  const running = gauge('resync_running_seconds', 'Age of the resync at work; 0 where none is.');
  const waiting = gauge('resync_waiting', '1 where a resync waits for the end of the one at work.');
  const answers = gauge('port_up', '1 where Port answered when it was asked last.');
  const answered = gauge('port_last_answer_timestamp_seconds', 'When Port answered last.');
  // A gauge begins with 0, which is a time long ago.
  answered.remove();
  const series = createSeriesGauges(about);
  return (view: NonNullable<View['resyncs']>, now: number): void => {
    running.set(view.running ? (now - view.running.startedAt) / 1000 : 0);
    waiting.set(view.waiting.length > 0 ? 1 : 0);
    answers.set(view.port.failingSince === undefined && view.port.succeededAt !== undefined ? 1 : 0);
    if (view.port.succeededAt !== undefined) answered.set(view.port.succeededAt / 1000);
    for (const kind of KINDS) series(kind, view);
  };
};

/** Gauges of each kind of resync. */
const createSeriesGauges = (about: About) => {
  const gauge = <Label extends string>(name: string, help: string, ...more: Label[]) =>
    new Gauge({ ...about(name, help), labelNames: ['kind', ...more] });
  const failures = gauge('resync_failures', 'Failed resyncs since the last one that was none.');
  const succeeded = gauge(
    'resync_last_success_timestamp_seconds',
    'End of the last resync that did its work.',
  );
  const entities = gauge('last_resync_entities', 'Entities of the last resync, by outcome.', 'outcome');
  const problems = gauge('last_resync_problems', 'What the last resync did not read, map or write.');
  const peak = gauge('last_resync_memory_bytes', 'Peak of memory of the last resync.');
  return (kind: ResyncKind, { ended, [kind]: series }: NonNullable<View['resyncs']>): void => {
    if (!series) return;
    failures.set({ kind }, series.failures);
    if (series.succeededAt !== undefined) succeeded.set({ kind }, series.succeededAt / 1000);
    const summary = ended.find((resync) => resync.kind === kind && resync.summary)?.summary;
    if (!summary) return;
    for (const outcome of OUTCOMES) entities.set({ kind, outcome: snake(outcome) }, summary[outcome]);
    problems.set({ kind }, summary.problems);
    peak.set({ kind }, summary.memoryBytes);
  };
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
