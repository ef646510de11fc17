import type { HookPlan } from '../plan/hook-plan.ts';
import { isOurs } from '../subscription/ownership.ts';
import type { FoundSubscription, HookStatus } from '../subscription/types.ts';
import type { HookState, HooksDone } from '../write/hook-state.ts';
import { reasonsIn } from './hooks-reasons.ts';

/** What a check of an organisation's subscriptions found and did: plain data, which goes from process to process. */
export interface HooksOutcome {
  organisation: string;
  /** Subscriptions that there should be. */
  wanted: number;
  /** Ours, by their status. */
  states: Record<HookStatus, number>;
  /** Of wanted ones, those that somebody else's do. */
  covered: number;
  /** Somebody else's at our address, or at the same path of another one: how many by address. */
  foreign: Record<string, number>;
  done: HooksDone;
  /** Wanted ones that are not there. */
  missing: number;
  /** Why, and what else stays undone, in words for the user: one for each reason. */
  reasons: string[];
  /** Types of events that the organisation does not have. */
  notOffered: string[];
  /** Events may have been lost: some subscriptions were restricted, disabled, or not there. */
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

/** Without what may be a secret. */
const byAddress = (foreign: readonly FoundSubscription[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { url } of foreign) {
    const { origin, pathname } = new URL(url);
    const address = origin + pathname;
    counts[address] = (counts[address] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).slice(0, MOST_REASONS));
};
