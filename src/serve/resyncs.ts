import { randomUUID } from 'node:crypto';
import { connectPort } from '../app/connect-port.ts';
import { toolOn } from '../app/tool.ts';
import type { Host } from '../host/types.ts';
import { createTransport } from '../http/transport/transport.ts';
import { inputsOf } from '../inputs/lookup.ts';
import { environmentName } from '../inputs/names.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { silent } from '../lib/log.ts';
import type { Port } from '../port/types.ts';
import type { ServeSettings, Settings } from '../settings/types.ts';
import { forwardLog } from './forward-log.ts';
import { createPortWatch, type PortReach } from './port-watch.ts';
import { startResync } from './resync.ts';
import { createResyncQueue, type ResyncQueue } from './resync-queue.ts';
import { retryDelay } from './retry-delay.ts';
import type { Resync } from './types.ts';
import type { WorkFolder } from './work-folder.ts';

export interface ResyncsOptions {
  settings: Settings;
  host: Host;
  folder: WorkFolder;
  /** Aborted when the process is to end. */
  signal: AbortSignal;
  clock?: Clock;
}

/** All that makes resyncs: at the start, by the schedule, on request, for another mapping, after a failure. */
export const createResyncs = ({ settings, host, folder, signal, clock = systemClock }: ResyncsOptions) => {
  const own = settings.serve as ServeSettings;
  const { log } = host;
  const stop = new AbortController();
  signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
  let failures = 0;
  const retry = async () => {
    const { count } = queue;
    await clock.sleep(retryDelay(failures), signal);
    if (queue.count === count && !queue.running) queue.ask('retry');
  };
  const queue: ResyncQueue = createResyncQueue({
    now: clock.now,
    start: (resync) => {
      log.info(
        `Resync ${resync.number} begins: ${resync.reasons.map((reason) => WORDS[reason]).join(', ')}.`,
      );
      const options = { folder, environment: runEnvironment(host), log: logOf(host), now: clock.now };
      return startResync(resync, options);
    },
    finished(resync) {
      const failed = FAILED.has(resync.status);
      failures = failed ? failures + 1 : 0;
      tellEnd(host, resync);
      if (failed) void retry().catch(() => {});
    },
  });
  const watch = createPortWatch({
    connect: () => connect(settings, host, stop),
    clock,
    resyncOnStart: own.listener.resyncOnStart,
    followsMapping: settings.mapping.from === 'port',
    ask: queue.ask,
  });

  const look = createLook(host, watch.look, clock);
  const work = async () => {
    await look();
    if (own.listener.resyncOnStart) queue.ask('start');
    await every(own.listener.interval * 1000, look, clock, signal);
  };
  const schedule = async (minutes: number) =>
    every(minutes * 60_000, () => queue.ask('schedule'), clock, signal);
  // They reject when the process is to end, and for nothing else.
  void work().catch(() => {});
  if (own.resyncInterval !== undefined) void schedule(own.resyncInterval).catch(() => {});
  return queue;
};

const FAILED: ReadonlySet<Resync['status']> = new Set(['failed', 'crashed', 'skipped']);

const WORDS: Record<Resync['reasons'][number], string> = {
  start: 'the process has started',
  schedule: 'it is scheduled',
  request: 'it was asked for in Port',
  mapping: 'the mapping in Port is another one',
  retry: 'the one before failed',
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
const createLook = ({ log }: Host, look: () => Promise<PortReach>, clock: Clock) => {
  let failing = false;
  return async (): Promise<PortReach> => {
    const reach = await look();
    const since = reach.failingSince;
    if (since !== undefined && !failing)
      log.warn(`Port cannot be asked whether a resync is wanted: ${reach.failure} Asking goes on.`);
    if (since === undefined && failing)
      log.info(`Port answers again (${new Date(clock.now()).toISOString()}).`);
    failing = since !== undefined;
    return reach;
  };
};

/** What a run is given: this process's environment, and the flags that it was started with. */
const runEnvironment = (host: Host): Record<string, string | undefined> => {
  const given = inputsOf('terminal').flatMap(({ name }) => {
    const value = host.input(name);
    return value === undefined ? [] : [[environmentName(name), value] as const];
  });
  return {
    ...host.environment,
    ...Object.fromEntries(given),
    // This process has told that it opens nothing.
    [oceanOnly.jqAccess]: undefined,
    PORT_SYNC_HOST: 'terminal',
    PORT_SYNC_LOG_FORMAT: 'json',
    // Giving way to a pipeline's run is no failure of a process that tries again.
    PORT_SYNC_ON_OVERLAP: host.input('onOverlap') || 'skip',
  };
};

const logOf = (host: Host) => (resync: number) => {
  const format = host.logFormat ?? 'text';
  const mask = { apply: host.mask };
  return ({ stdout, stderr }: Parameters<ReturnType<Parameters<typeof startResync>[1]['log']>>[0]) => {
    forwardLog(stdout, process.stdout, { resync, format, mask, level: 'info' });
    forwardLog(stderr, process.stdout, { resync, format, mask, level: 'error' });
  };
};

const tellEnd = ({ log }: Host, { number, status, startedAt, finishedAt, failure }: Resync): void => {
  const seconds = Math.round((finishedAt - startedAt) / 1000);
  const words = `Resync ${number} ended after ${seconds} s: ${status}.${failure ? ` ${failure}` : ''}`;
  if (status === 'succeeded' || status === 'skipped') log.info(words);
  else if (status === 'failed' || status === 'crashed') log.error(words);
  else log.warn(words);
};
