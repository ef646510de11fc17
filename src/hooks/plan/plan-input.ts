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

/** The facts of an organisation that are read before its subscriptions. */
export interface HookStateOptions extends KeepOptions {
  projects: HookProjects;
  offered: ReadonlyMap<Publisher, OfferedEvents>;
  rights: ReadonlyMap<string | undefined, HookRights>;
}

/** The input of a plan, by what is known now. */
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
 * Whether an empty list proves that there is none. The main host says what the credential may see there. On other hosts
 * a subscription that is seen proves it for its publisher and project.
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

/**
 * The fate of a subscription of ours that is not wanted. One of a project that is not listed, or of a run over a part,
 * may be wanted by another run.
 */
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

/** Whether it is known of each project whether it is synced. An empty list of projects proves nothing. */
const areAllDecided = ({ chosen, leftOut, undecided }: HookProjects): boolean =>
  undecided.length === 0 && chosen.length + leftOut.size > 0;
