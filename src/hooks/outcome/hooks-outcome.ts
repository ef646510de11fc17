import type { HookPlan } from '../plan/hook-plan.ts';
import { isOurs } from '../subscription/ownership.ts';
import type { FoundSubscription, HookStatus } from '../subscription/types.ts';
import type { HookState, HooksDone } from '../write/hook-state.ts';
import { reasonsIn } from './hooks-reasons.ts';

/**
 * The findings and the changes of a check of an organisation's subscriptions: plain data, which goes from process to
 * process.
 */
export interface HooksOutcome {
  organisation: string;
  /** Subscriptions that there should be. */
  wanted: number;
  /** Subscriptions of this installation, by status. */
  states: Record<HookStatus, number>;
  /** Wanted subscriptions that somebody else's stand for. */
  covered: number;
  /** Subscriptions of somebody else, by address: at ours, or at the same path of another host. */
  foreign: Record<string, number>;
  done: HooksDone;
  /** Wanted subscriptions that are not there. */
  missing: number;
  /** The reasons why, and what else stays undone, in words for the user. */
  reasons: string[];
  /** Types of events that the organisation does not have. */
  notOffered: string[];
  /** Whether events may have been lost: a subscription was restricted, disabled or not there. */
  mayHaveMissed: boolean;
}

/** Reasons that are told of one organisation. */
const MOST_REASONS = 20;

export const outcomeOf = (state: HookState, plan: HookPlan): HooksOutcome => {
  const { known, options, done } = state;
  const states: HooksOutcome['states'] = {
    enabled: 0,
    onProbation: 0,
    disabledByUser: 0,
    disabledBySystem: 0,
    disabledByInactiveIdentity: 0,
    unknown: 0,
  };
  for (const one of known.all()) if (isOurs(one, options.target)) states[one.status] += 1;
  return {
    organisation: options.devops.organisation.name,
    wanted: plan.wanted,
    states,
    covered: plan.covered.length,
    foreign: byAddress(plan.foreign),
    done: { ...done },
    missing:
      plan.refused.length +
      plan.deferred.length +
      plan.unread.length +
      plan.actions.filter(({ does }) => does === 'create').length,
    reasons: reasonsIn(state, plan).slice(0, MOST_REASONS),
    notOffered: state.notOffered.map(({ type }) => type),
    mayHaveMissed: states.onProbation > 0 || done.revived > 0 || done.created > 0,
  };
};

/** Addresses without query and credentials, which may be secrets. */
const byAddress = (foreign: readonly FoundSubscription[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { url } of foreign) {
    const { origin, pathname } = new URL(url);
    const address = origin + pathname;
    counts[address] = (counts[address] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).slice(0, MOST_REASONS));
};
