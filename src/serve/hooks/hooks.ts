import { FIRST_CHECK, type HooksReport } from '../../hooks/outcome/hooks-protocol.ts';
import type { Host } from '../../host/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { append } from '../../lib/collections/append.ts';
import { messageOf } from '../../lib/errors.ts';
import type { ServeSettings } from '../../settings/types.ts';
import { forwardOutput } from '../process/forward-log.ts';
import { runEnvironment } from '../process/run-environment.ts';
import { type RunProcess, startRun } from '../process/run-process.ts';
import { createAlarm } from '../resyncs/alarm.ts';
import type { HooksView } from '../view.ts';

export interface HooksOptions {
  own: ServeSettings;
  host: Host;
  clock: Clock;
  signal: AbortSignal;
  /** Called where events may have been lost. */
  catchUp(why: string): void;
}

/** The subscriptions in Azure DevOps: checked at the start, at each resync, and now and then. */
export interface Hooks {
  begin(): void;
  /** Checks them, unless that was done a moment ago. */
  check(): void;
  /**
   * Whether an event without the credentials is refused. That costs its subscription: it is not done before the
   * subscriptions have them.
   */
  refuses(): boolean;
  view(): HooksView;
  stop(): Promise<void>;
}

/** Milliseconds from a check to the next: where all was well, where a subscription is on probation, after a failure. */
const USUAL_MS = 60 * 60_000;
const PROBATION_MS = 20 * 60_000;
const RETRY_MS = 5 * 60_000;
/** Milliseconds in which a check is not repeated. */
const RECENT_MS = 60_000;
/** Milliseconds after the start in which events without the credentials are taken, while no check has succeeded. */
const GRACE_MS = 60 * 60_000;

/** `start`: the process that does a check. */
export const createHooks = (options: HooksOptions, start: typeof startRun = startRun): Hooks => {
  const { own, host, clock, signal } = options;
  const startedAt = clock.now();
  let view: HooksView = { states: {}, wanted: 0, missing: 0, failures: 0 };
  let running: RunProcess | undefined;
  let begunAt = 0;
  let isAsked = false;

  const conclude = (report: HooksReport | undefined, failure: string) => {
    view = viewAfter(view, report, failure, clock.now());
    for (const words of report?.failures ?? []) host.log.warn(words);
    if (!report) host.log.warn(`Subscriptions were not checked: ${failure}`);
    if (report?.outcomes.some(({ mayHaveMissed }) => mayHaveMissed))
      options.catchUp('subscriptions were new, restricted or disabled');
  };
  const run = async () => {
    if (running) {
      isAsked ||= clock.now() - begunAt > RECENT_MS;
      return;
    }
    isAsked = false;
    begunAt = clock.now();
    let report: HooksReport | undefined;
    // Each check is the first one until one has succeeded. The first one writes what cannot be seen, such as a
    // password.
    const isFirst = view.checkedAt === undefined;
    running = start({
      work: 'hooks',
      environment: { ...runEnvironment(host), [FIRST_CHECK]: isFirst ? 'true' : undefined },
      log: forwardOutput(host),
      heard(message) {
        report = message as HooksReport;
      },
    });
    const { code, signal: killed, error } = await running.ended;
    running = undefined;
    if (signal.aborted) return;
    const how = error
      ? messageOf(error)
      : `the process that does it ended (${killed ?? `exit code ${code}`})`;
    conclude(report, how);
    next.set(isAsked ? RECENT_MS : untilNext(view));
  };
  const next = createAlarm(clock, signal, () => void run());
  return {
    begin: () => void run(),
    check() {
      const isRecent = view.checkedAt !== undefined && clock.now() - view.checkedAt < RECENT_MS;
      if (!isRecent || view.failures > 0) void run();
    },
    refuses: () =>
      own.hooks.url === undefined || view.checkedAt !== undefined || clock.now() - startedAt > GRACE_MS,
    view: () => view,
    async stop() {
      running?.cancel();
      await running?.ended;
    },
  };
};

const untilNext = ({ failures, states }: HooksView): number => {
  if (failures > 0) return Math.min(RETRY_MS * 2 ** (failures - 1), USUAL_MS);
  return (states.onProbation ?? 0) > 0 ? PROBATION_MS : USUAL_MS;
};

/** The view after a check. `failure`: why there is no report. */
const viewAfter = (
  before: HooksView,
  report: HooksReport | undefined,
  failure: string,
  now: number,
): HooksView => {
  const found = report ? viewOf(report) : before;
  if (report?.failures.length === 0) return { ...found, checkedAt: now, failures: 0 };
  return {
    ...found,
    ...(before.checkedAt !== undefined && { checkedAt: before.checkedAt }),
    failures: before.failures + 1,
    failure: report?.failures[0] ?? failure,
  };
};

const viewOf = ({ outcomes }: HooksReport): Omit<HooksView, 'failures'> => {
  const view = { states: {} as Record<string, number>, wanted: 0, missing: 0, reasons: [] as string[] };
  for (const { states, wanted, missing, reasons } of outcomes) {
    view.wanted += wanted;
    view.missing += missing;
    append(view.reasons, reasons);
    for (const [status, count] of Object.entries(states))
      view.states[status] = (view.states[status] ?? 0) + count;
  }
  return view;
};
