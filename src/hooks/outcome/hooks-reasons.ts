import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { asSentence } from '../../lib/text/sentence.ts';
import type { HookPlan } from '../plan/hook-plan.ts';
import type { WantedSubscription } from '../subscription/types.ts';
import type { HookState } from '../write/hook-state.ts';

/** Names that are told of a reason. */
const EXAMPLES = 3;

/** The reasons why wanted subscriptions are not there, and what else stays undone, in words. */
export const reasonsIn = (state: HookState, plan: HookPlan): string[] => {
  const { known, options, gaveUp } = state;
  const byReason = new Map<string, Set<string>>();
  for (const { wanted, why } of plan.refused)
    getOrCreate(byReason, why, () => new Set()).add(placeOf(wanted));
  const refused = [...byReason].map(([why, where]) => `${listed([...where])}: ${asSentence(why)}`);
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

/** Subscriptions that would be gone if they could be removed, or if others could take their place. */
const whoStay = ({ stuck, waiting }: HookPlan): string[] => {
  const byReason = new Map<string, number>();
  for (const { why } of stuck) byReason.set(why, (byReason.get(why) ?? 0) + 1);
  const without = waiting.filter(({ lacking }) => lacking.length > 0);
  const ofAll = without.filter(({ found }) => found.project === undefined);
  const ofProjects = without.length - ofAll.length;
  const places = [...new Set(ofAll.flatMap(({ lacking }) => lacking.map(placeOf)))];
  return [
    ...[...byReason].map(
      ([why, count]) =>
        `${count} ${count === 1 ? 'subscription that is not needed stays' : 'subscriptions that are not needed stay'}: ${asSentence(why)}`,
    ),
    ...(ofAll.length === 0
      ? []
      : [
          `${staying(ofAll.length, 'of the organisation')}, since ${listed(places)} ${places.length === 1 ? 'has' : 'have'} none in their place: events of other projects come twice, and those of projects that are not synced come and change nothing.`,
        ]),
    ...(ofProjects === 0
      ? []
      : [`${staying(ofProjects, 'of projects')}, since the organisation has none in their place.`]),
  ];
};

const staying = (count: number, of: string): string =>
  `${count} ${count === 1 ? `subscription ${of} stays` : `subscriptions ${of} stay`}`;

/** Empty lists of projects or events. Nobody knows whether they are right. */
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
