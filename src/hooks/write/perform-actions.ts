import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { forEach } from '../../lib/async/concurrency.ts';
import { messageOf } from '../../lib/errors.ts';
import type { HookAction } from '../plan/hook-plan.ts';
import { AT_ONCE } from '../read/read-hooks.ts';
import type { KeepOptions } from '../subscription/types.ts';
import type { HookState } from './hook-state.ts';
import { createSubscription, mayBeDone, removeSubscription, replaceSubscription } from './write-hooks.ts';

/**
 * Milliseconds from the begin of one write to that of the next. Thousands at once would use up what the service allows
 * resyncs.
 */
const PACE_MS = 100;
/** Refusals, without one success, after which nothing more is tried. */
const HOPELESS = 50;

/** Carries a plan out: a few writes at a time, each begun a while after the one before. Refusals go to the state. */
export const performActions = async (
  actions: readonly HookAction[],
  state: HookState,
  options: KeepOptions,
): Promise<void> => {
  const pace = createPace(options.clock, options.signal);
  let refusals = 0;
  let successes = 0;
  await forEach(actions, AT_ONCE, async (action) => {
    if (state.gaveUp !== undefined) return;
    if (isRefused(action, state)) return;
    await pace();
    try {
      await perform(action, state, options);
      successes += 1;
    } catch (error) {
      if (!(error instanceof AzureDevOpsError)) throw error;
      failed(action, error, state);
      refusals += 1;
      if (successes === 0 && refusals >= HOPELESS) state.gaveUp = messageOf(error);
    }
  });
};

/** Whether another one of its event or project was refused meanwhile. */
const isRefused = (action: HookAction, { failures }: HookState): boolean =>
  (action.does === 'create' && failures.of(action.wanted) !== undefined) ||
  (action.does === 'remove' && failures.ofRemoval(action.found) !== undefined);

const perform = async (
  action: HookAction,
  state: HookState,
  { devops, target }: KeepOptions,
): Promise<void> => {
  switch (action.does) {
    case 'create':
      return state.created(action.wanted, await createSubscription(devops, action.wanted, target));
    case 'replace':
      // The disabled one goes when the new one was seen.
      state.created(action.wanted, await createSubscription(devops, action.wanted, target));
      state.done.revived += 1;
      return;
    case 'update': {
      const { wanted, found, why } = action;
      if (state.failures.mendable(found.type, why).length === 0) return;
      const now = await replaceSubscription(devops, wanted, found, target);
      // A write that changes nothing is not repeated.
      state.failures.addStubborn(wanted);
      return state.replaced(wanted, found, now);
    }
    case 'remove':
      await removeSubscription(devops, action.found);
      state.known.drop(action.found);
      state.done.removed += 1;
  }
};

const failed = (
  action: HookAction,
  error: AzureDevOpsError,
  { failures, known, ...state }: HookState,
): void => {
  if (action.does === 'remove') failures.addRemoval(action.found, error);
  else if (action.does === 'update' && error.status === 404 && error.isOwn) known.drop(action.found);
  else if (action.does === 'update') failures.add(action.wanted, error);
  else if (mayBeDone(error)) state.unanswered(action.wanted, error);
  else failures.addMissing(action.wanted, error);
};

/** A pace: it resolves for each caller a while after the one before. */
export const createPace = (clock: Clock, signal: AbortSignal): (() => Promise<void>) => {
  let next = 0;
  return async () => {
    const now = clock.now();
    const at = Math.max(now, next);
    next = at + PACE_MS;
    signal.throwIfAborted();
    if (at > now) await clock.sleep(at - now, signal);
  };
};
