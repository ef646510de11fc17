import type { Host } from '../../host/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { nextBySchedule } from '../../settings/schedule.ts';
import type { ResyncSchedule, ServeSettings, Settings } from '../../settings/types.ts';
import { forwardOutput } from '../process/forward-log.ts';
import type { ResyncsView } from '../view.ts';
import type { WorkFolder } from '../work-folder.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { createHistory, isFailed } from './history.ts';
import { createPortLooks } from './port-looks.ts';
import { startResync } from './resync.ts';
import { resyncEnvironment } from './resync-environment.ts';
import { createResyncQueue, type ResyncQueue } from './resync-queue.ts';
import { retryDelay } from './retry-delay.ts';
import { tellBegin, tellEnd } from './tell.ts';
import type { Resync, ResyncKind } from './types.ts';

export interface ResyncsOptions {
  settings: Settings;
  host: Host;
  folder: WorkFolder;
  /** Aborted when the process is to end. */
  signal: AbortSignal;
  clock: Clock;
  /** Hears of each resync that begins. */
  began(): void;
  /** Hears of each resync that has ended. */
  ended(resync: Resync): void;
}

/** The sources of resyncs: the start, two schedules, a request, another mapping, a failure before. */
export interface Resyncs {
  begin(): void;
  /** Starts one now, or when the one at work has ended. */
  ask: ResyncQueue['ask'];
  view(): ResyncsView;
  /** Ends the one at work, and starts none any more. */
  stop(): Promise<void>;
}

export const createResyncs = (options: ResyncsOptions): Resyncs => {
  const { settings, signal, clock } = options;
  const own = settings.serve as ServeSettings;
  const history = createHistory();
  const schedule = scheduleOf(own, clock.now());
  const scheduled = createAlarm(clock, signal, () => {
    setNext(scheduled, schedule, clock);
    queue.ask('schedule');
  });
  const retry = createAlarm(clock, signal, () => queue.ask('retry'));
  const increment = createAlarm(clock, signal, async () => {
    // A full one that somebody wants has precedence.
    await port.look();
    if (!queue.running) queue.ask('increment');
  });
  const queue = createQueue(options, schedule, {
    began(kind) {
      increment.set(undefined);
      if (kind === 'full') retry.set(undefined);
    },
    ended(resync) {
      for (const { number } of history.add(resync)) void options.folder.drop(number).catch(() => {});
      if (resync.kind === 'full' && isFailed(resync)) retry.set(retryDelay(history.full.failures));
      increment.set(incrementIn(own, history.incremental.failures));
    },
  });
  const port = createPortLooks({ ...options, ask: queue.ask });
  return {
    begin() {
      setNext(scheduled, schedule, clock);
      increment.set(incrementIn(own, 0));
      const first = () => {
        if (own.listener.resyncOnStart) queue.ask('start');
        // Cursors that are kept may be from before the start.
        else if (settings.stateDirectory !== undefined) queue.ask('catch-up');
      };
      // Watching rejects when the process is to end, and for nothing else.
      void port.watch(first).catch(() => {});
    },
    ask: queue.ask,
    stop: queue.stop,
    view() {
      const { full, incremental, ended } = history;
      const hasIncrements =
        own.incrementalInterval !== undefined || ended.some(({ kind }) => kind === 'incremental');
      return {
        ...(queue.running && { running: queue.running }),
        waiting: queue.waiting,
        ended,
        full: { ...full, ...dueAt(scheduled) },
        ...(hasIncrements && { incremental: { ...incremental, ...dueAt(increment) } }),
        port: port.reach,
      };
    },
  };
};

const scheduleOf = ({ resyncInterval: minutes }: ServeSettings, since: number): ResyncSchedule | undefined =>
  minutes === undefined ? undefined : { since, minutes };

const setNext = (alarm: Alarm, schedule: ResyncSchedule | undefined, { now }: Clock): void => {
  if (schedule) alarm.set(nextBySchedule(schedule, now()) - now());
};

/** Milliseconds to the next incremental resync. A failed one is made up for even where none is scheduled. */
const incrementIn = (
  { incrementalInterval: minutes }: ServeSettings,
  failures: number,
): number | undefined => {
  if (failures > 0) return retryDelay(failures);
  return minutes === undefined ? undefined : minutes * 60_000;
};

const dueAt = ({ at }: Alarm): { dueAt?: number } => (at === undefined ? {} : { dueAt: at });

interface Told {
  began(kind: ResyncKind): void;
  ended(resync: Resync): void;
}

/** The queue of resyncs, each a process of its own. The log and the other parts hear of each. */
const createQueue = (
  { settings, host, folder, clock, ...told }: ResyncsOptions,
  schedule: ResyncSchedule | undefined,
  { began, ended }: Told,
): ResyncQueue => {
  const environment = resyncEnvironment({ settings, host, folder, schedule });
  return createResyncQueue({
    now: clock.now,
    start(resync) {
      tellBegin(host.log, resync);
      began(resync.kind);
      told.began();
      return startResync(resync, {
        folder,
        environment,
        log: forwardOutput(host, resync.number),
        now: clock.now,
      });
    },
    finished(resync) {
      ended(resync);
      told.ended(resync);
      tellEnd(host.log, resync);
    },
  });
};
