import type { HookProjects } from '../read/hook-projects.ts';
import type { KnownSubscriptions } from '../read/known-subscriptions.ts';
import type { OfferedEvents } from '../read/read-hooks.ts';
import { areaOf, subscribedEvents } from '../subscription/event-subscriptions.ts';
import { scopeOf } from '../subscription/subscription-key.ts';
import type {
  FoundSubscription,
  HookRights,
  KeepOptions,
  Publisher,
  SubscribedEvent,
} from '../subscription/types.ts';
import type { HookFailures } from './hook-failures.ts';
import type { HookPlanInput, Unwanted } from './hook-plan.ts';
import { eventsFor, wantedSubscriptions } from './wanted-subscriptions.ts';

/** What was read of an organisation before its subscriptions were. */
export interface HookStateOptions extends KeepOptions {
  projects: HookProjects;
  offered: ReadonlyMap<Publisher, OfferedEvents>;
  rights: ReadonlyMap<string | undefined, HookRights>;
}

/** What a plan is made of, by what is known now. `differences`: of one of ours. */
export const planInputOf = (
  options: HookStateOptions,
  known: KnownSubscriptions,
  failures: HookFailures,
  differences: HookPlanInput['differences'],
): HookPlanInput => {
  const found = known.all();
  return {
    target: options.target,
    wanted: wantedSubscriptions(subscribedEvents, {
      kinds: options.kinds,
      projects: options.projects.chosen,
      isProjectsLimited: options.isProjectsLimited,
      projectOnly: failures.projectOnly,
      offered: (event) => versionsOf(event, options),
    }),
    found,
    unread: new Set(known.unread.keys()),
    rights: (project) => options.rights.get(project) ?? {},
    proves: proofIn(found, options),
    failed: failures.of,
    stays: failures.ofRemoval,
    unwanted: (one) => whatOfUnwanted(one, options),
    differences,
  };
};

/** Events of the mapping's kinds that the organisation does not have. */
export const notOfferedIn = (options: HookStateOptions): SubscribedEvent[] =>
  eventsFor(subscribedEvents, options.kinds).filter((event) => versionsOf(event, options) === 'not offered');

/**
 * Whether an empty list proves that there is none. The service says what the credential may see, for the hosts that it
 * was asked on; elsewhere one that is seen proves it for its publisher and project.
 */
const proofIn = (found: readonly FoundSubscription[], { rights }: HookStateOptions) => {
  const seen = new Set(found.map(({ publisher, project }) => scopeOf(publisher, project)));
  return (publisher: Publisher, project: string | undefined): boolean =>
    (areaOf[publisher] === 'core' && rights.get(project)?.view === true) ||
    seen.has(scopeOf(publisher, project));
};

const versionsOf = (
  { type, publisher }: SubscribedEvent,
  options: HookStateOptions,
): readonly string[] | undefined | 'not offered' => {
  const offered = options.offered.get(publisher);
  if (offered === 'none') return 'not offered';
  return offered === undefined ? undefined : (offered.get(type) ?? 'not offered');
};

/** Ours of a project that is not listed, or of a part that is left alone, may be wanted. */
const whatOfUnwanted = ({ type, project }: FoundSubscription, options: HookStateOptions): Unwanted => {
  const { scope, projects, kinds } = options;
  const event = subscribedEvents.find((one) => one.type === type);
  if (scope.part || !event || kinds.size === 0) return 'keep';
  const isWanted = event.kinds.some((kind) => kinds.has(kind));
  if (isWanted && versionsOf(event, options) === 'not offered') return 'keep';
  const fate = isWanted ? 'remove when replaced' : 'remove';
  if (project === undefined) return isWanted && !areAllDecided(projects) ? 'keep' : fate;
  if (projects.leftOut.has(project)) return 'remove';
  return projects.chosen.some(({ id }) => id === project) ? fate : 'keep';
};

/** Whether those of projects take the place of one of the organisation: an empty list of projects proves nothing. */
const areAllDecided = ({ chosen, leftOut, undecided }: HookProjects): boolean =>
  undecided.length === 0 && chosen.length + leftOut.size > 0;
