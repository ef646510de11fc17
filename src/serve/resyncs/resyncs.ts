import { randomUUID } from 'node:crypto';
import { connectPort } from '../../app/connect-port.ts';
import { toolOn } from '../../app/tool.ts';
import type { Host } from '../../host/types.ts';
import { createTransport } from '../../http/transport/transport.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { silent } from '../../lib/log.ts';
import type { Port } from '../../port/types.ts';
import type { ServeSettings, Settings } from '../../settings/types.ts';
import { forwardOutput } from '../process/forward-log.ts';
import { runEnvironment } from '../process/run-environment.ts';
import { KEPT_RESYNCS, type ResyncsView } from '../view.ts';
import type { WorkFolder } from '../work-folder.ts';
import { createPortWatch, type PortReach } from './port-watch.ts';
import { startResync } from './resync.ts';
import { createResyncQueue, type ResyncQueue } from './resync-queue.ts';
import { retryDelay } from './retry-delay.ts';
import type { Resync } from './types.ts';

export interface ResyncsOptions {
  settings: Settings;
  host: Host;
  folder: WorkFolder;
  /** Aborted when the process is to end. */
  signal: AbortSignal;
  clock: Clock;
  /** Told of each resync that begins. */
  began(): void;
  /** Told of each resync that has ended. */
  ended(resync: Resync): void;
}

/** All that makes resyncs: the start, the schedule, a request, another mapping, a failure before. */
export interface Resyncs {
  begin(): void;
  /** Starts one now, or when the one at work has ended. */
  ask: ResyncQueue['ask'];
  view(): ResyncsView;
  /** Ends the one at work, and starts none any more. */
  stop(): Promise<void>;
}

export const createResyncs = (options: ResyncsOptions): Resyncs => {
  const { settings, host, folder, signal, clock } = options;
  const own = settings.serve as ServeSettings;
  const stop = new AbortController();
  signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
  const history = createHistory();
  let port: PortReach = {};
  let scheduledAt: number | undefined;

  const retry = async () => {
    const { count } = queue;
    await clock.sleep(retryDelay(history.failures), signal);
    if (queue.count === count && !queue.running) queue.ask('retry');
  };
  const queue: ResyncQueue = createResyncQueue({
    now: clock.now,
    start: (resync) => {
      host.log.info(
        `Resync ${resync.number} begins: ${resync.reasons.map((reason) => WORDS[reason]).join(', ')}.`,
      );
      options.began();
      const environment = { ...runEnvironment(host), ...(isCatchUp(resync.reasons) && INCREMENTAL) };
      return startResync(resync, {
        folder,
        environment,
        log: forwardOutput(host, resync.number),
        now: clock.now,
      });
    },
    finished(resync) {
      history.add(resync);
      options.ended(resync);
      tellEnd(host, resync);
      if (isFailed(resync)) void retry().catch(() => {});
    },
  });
  const watch = createPortWatch({
    connect: () => connect(settings, host, stop),
    clock,
    resyncOnStart: own.listener.resyncOnStart,
    followsMapping: settings.mapping.from === 'port',
    ask: queue.ask,
  });
  const look = async () => {
    const reach = await watch.look();
    tellReach(host, port, reach);
    port = reach;
  };
  const work = async () => {
    await look();
    if (own.listener.resyncOnStart) queue.ask('start');
    await every(own.listener.interval * 1000, look, clock, signal);
  };
  const schedule = async (ms: number) => {
    for (;;) {
      scheduledAt = clock.now() + ms;
      await clock.sleep(ms, signal);
      queue.ask('schedule');
    }
  };
  return {
    begin() {
      // They reject when the process is to end, and for nothing else.
      void work().catch(() => {});
      if (own.resyncInterval !== undefined) void schedule(own.resyncInterval * 60_000).catch(() => {});
    },
    ask: queue.ask,
    stop: queue.stop,
    view: () => ({
      ...(queue.running && { running: queue.running }),
      waiting: queue.waiting,
      ended: history.ended,
      failures: history.failures,
      ...(history.succeededAt !== undefined && { succeededAt: history.succeededAt }),
      ...(scheduledAt !== undefined && { scheduledAt }),
      port,
    }),
  };
};

/** Resyncs that have ended, as far as they are kept. */
const createHistory = () => {
  const ended: Resync[] = [];
  const history = {
    ended: ended as readonly Resync[],
    failures: 0,
    succeededAt: undefined as number | undefined,
    add(resync: Resync) {
      ended.unshift(resync);
      ended.length = Math.min(ended.length, KEPT_RESYNCS);
      history.failures = isFailed(resync) ? history.failures + 1 : 0;
      if (resync.status === 'succeeded' || resync.status === 'problems')
        history.succeededAt = resync.finishedAt;
    },
  };
  return history;
};

const isFailed = ({ status }: Resync): boolean => FAILED.has(status);

const FAILED: ReadonlySet<Resync['status']> = new Set(['failed', 'crashed', 'skipped']);

/** Nothing but what changed since the last run. */
const INCREMENTAL = { PORT_SYNC_MODE: 'incremental' };

const isCatchUp = (reasons: Resync['reasons']): boolean => reasons.every((reason) => reason === 'catch-up');

const WORDS: Record<Resync['reasons'][number], string> = {
  start: 'the process has started',
  schedule: 'it is scheduled',
  request: 'it was asked for in Port',
  mapping: 'the mapping in Port is another one',
  retry: 'the one before failed',
  'catch-up': 'events may have been missed',
};

/** Rejects with the signal's reason. */
const every = async (ms: number, work: () => unknown, clock: Clock, signal: AbortSignal): Promise<never> => {
  for (;;) {
    await clock.sleep(ms, signal);
    await work();
  }
};

/** Seconds for an answer of Port to the questions between runs. */
const ASKING_SECONDS = 30;

const connect = (settings: Settings, host: Host, stop: AbortController): Port => {
  const tool = toolOn(host);
  const transport = createTransport({
    proxy: settings.proxy,
    certificates: settings.certificates,
    environment: host.environment,
    userAgent: `${tool.name} ${tool.version}`,
  });
  const outside = { clock: systemClock, transports: { port: transport }, tool, runId: randomUUID(), stop };
  const shared = {
    clock: systemClock,
    log: silent,
    maxConcurrency: 2,
    requestTimeoutSeconds: Math.min(settings.requestTimeout, ASKING_SECONDS),
  };
  return connectPort(settings, { ...outside, secret: host.secret }, shared, stop.signal);
};

/** Tells when Port begins to fail, and when it answers again. */
const tellReach = ({ log }: Host, before: PortReach, now: PortReach): void => {
  if (now.failingSince !== undefined && before.failingSince === undefined)
    log.warn(`Port cannot be asked whether a resync is wanted: ${now.failure} Asking goes on.`);
  if (now.failingSince === undefined && before.failingSince !== undefined) log.info('Port answers again.');
};

const tellEnd = ({ log }: Host, { number, status, startedAt, finishedAt, failure }: Resync): void => {
  const seconds = Math.round((finishedAt - startedAt) / 1000);
  const words = `Resync ${number} ended after ${seconds} s: ${status}.${failure ? ` ${failure}` : ''}`;
  if (status === 'succeeded' || status === 'skipped') log.info(words);
  else if (status === 'failed' || status === 'crashed') log.error(words);
  else log.warn(words);
};
