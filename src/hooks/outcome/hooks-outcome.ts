import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { HookPlan } from '../plan/hook-plan.ts';
import { isOurs } from '../subscription/ownership.ts';
import type { FoundSubscription, HookStatus, WantedSubscription } from '../subscription/types.ts';
import type { HookState, HooksDone } from '../write/hook-state.ts';

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

/** Names that are told of a reason. */
const EXAMPLES = 3;

const reasonsIn = (state: HookState, plan: HookPlan): string[] => {
  const { known, options, gaveUp } = state;
  const byReason = new Map<string, Set<string>>();
  for (const { wanted, why } of plan.refused)
    getOrCreate(byReason, why, () => new Set()).add(placeOf(wanted));
  const refused = [...byReason].map(([why, where]) => `${listed([...where])}: ${why}.`);
  const unread = [...known.unread.values()];
  const { undecided } = options.projects;
  return [
    ...(gaveUp === undefined ? [] : [`Nothing more was tried: ${gaveUp}`]),
    ...refused,
    ...whoStay(plan),
    ...unread,
    ...(undecided.length === 0
      ? []
      : [`Of ${undecided.length} projects it is not known whether they are synced: ${undecided[0]}`]),
    ...emptyLists(state),
  ];
};

const placeOf = ({ project }: WantedSubscription): string =>
  project ? `"${project.name ?? project.id}"` : 'the organisation';

/** Subscriptions that would be gone if others could take their place. */
const whoStay = (plan: HookPlan): string[] => {
  const stay = { ofAll: 0, ofProjects: 0 };
  const lacking = new Set<string>();
  for (const one of plan.waiting) {
    if (one.lacking.length === 0) continue;
    stay[one.found.project === undefined ? 'ofAll' : 'ofProjects'] += 1;
    if (one.found.project === undefined) for (const wanted of one.lacking) lacking.add(placeOf(wanted));
  }
  const who = (count: number, of: string) =>
    `${count} ${count === 1 ? `subscription ${of} stays` : `subscriptions ${of} stay`}`;
  return [
    ...(stay.ofAll === 0
      ? []
      : [
          `${who(stay.ofAll, 'of the organisation')}, since ${listed([...lacking])} ${lacking.size === 1 ? 'has' : 'have'} none in their place: events of other projects come twice, and those of projects that are not synced come and change nothing.`,
        ]),
    ...(stay.ofProjects === 0
      ? []
      : [`${who(stay.ofProjects, 'of projects')}, since the organisation has none in their place.`]),
  ];
};

/** What an empty list of projects, or of events, leaves without subscriptions. Nobody knows whether it is right. */
const emptyLists = ({ options, events, notOffered }: HookState): string[] => {
  const { projects, devops } = options;
  const { name } = devops.organisation;
  if (events.length === 0) return [];
  if (notOffered.length === events.length)
    return [`${name} offers none of the events that the kinds of the mapping have.`];
  const isEmpty = projects.chosen.length + projects.leftOut.size + projects.undecided.length === 0;
  return isEmpty ? [`${name} lists no project that is synced, so that no project has subscriptions.`] : [];
};

export const listed = (names: readonly string[]): string => {
  const some = names.slice(0, EXAMPLES).join(', ');
  return names.length > EXAMPLES ? `${some} and ${names.length - EXAMPLES} more` : some;
};
