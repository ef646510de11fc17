import { AzureDevOpsError } from '../azure-devops/types.ts';
import { messageOf } from '../lib/errors.ts';
import { differences } from './differences.ts';
import { areaOf, subscribedEvents } from './event-subscriptions.ts';
import { createHookFailures, type HookFailures, scopeOf } from './hook-failures.ts';
import type { HookProjects } from './hook-projects.ts';
import { createKnownSubscriptions, type KnownSubscriptions } from './known-subscriptions.ts';
import { type HookPlan, MISSING, planHooks } from './plan-hooks.ts';
import type { OfferedEvents } from './read-hooks.ts';
import type {
  FoundSubscription,
  HookRights,
  KeepOptions,
  Publisher,
  SubscribedEvent,
  WantedSubscription,
} from './types.ts';
import { eventsFor, wantedSubscriptions } from './wanted-subscriptions.ts';
import { removeSubscription } from './write-hooks.ts';

export interface HookStateOptions extends KeepOptions {
  projects: HookProjects;
  offered: ReadonlyMap<Publisher, OfferedEvents>;
  rights: ReadonlyMap<string | undefined, HookRights>;
}

export interface HooksDone {
  created: number;
  updated: number;
  removed: number;
  /** Of them: the service had disabled them. */
  revived: number;
}

/** An organisation's subscriptions while they are put right. */
export interface HookState {
  readonly options: HookStateOptions;
  readonly known: KnownSubscriptions;
  readonly failures: HookFailures;
  readonly done: HooksDone;
  /** Events of the mapping's kinds that the organisation does not have. */
  readonly notOffered: readonly SubscribedEvent[];
  /** Why nothing more is tried. */
  gaveUp: string | undefined;
  wanted(): WantedSubscription[];
  /** By what is known now. */
  plan(): HookPlan;
  /** What the service answered to have made. */
  created(wanted: WantedSubscription, id: string): void;
  unanswered(wanted: WantedSubscription, error: AzureDevOpsError): void;
  replaced(wanted: WantedSubscription, before: FoundSubscription, now: FoundSubscription | undefined): void;
  /** Reads the lists in which something was made, or may have been, and takes back what they do not show. */
  readAgain(): Promise<void>;
}

/** Looks for what was made, and milliseconds between them. */
const LOOKS = 3;
const LOOK_MS = 2_000;

export const createHookState = (options: HookStateOptions): HookState => {
  const { projects, kinds } = options;
  const known = createKnownSubscriptions(options.devops);
  const failures = createHookFailures();
  const offered = (event: SubscribedEvent) => versionsOf(event, options.offered.get(event.publisher));
  const written = new Set<string>();
  const made = new Map<string, WantedSubscription>();
  const doubtful = new Set<string>();
  const wanted = () =>
    wantedSubscriptions(subscribedEvents, {
      kinds,
      projects: projects.chosen,
      isProjectsLimited: options.isProjectsLimited,
      projectOnly: failures.projectOnly,
      offered,
    });
  const differ = (one: FoundSubscription, of: WantedSubscription) =>
    failures.mendable(
      one.type,
      differences(one, of, options.target, options.isStart && !written.has(one.id)),
    );
  const state: HookState = {
    options,
    known,
    failures,
    done: { created: 0, updated: 0, removed: 0, revived: 0 },
    notOffered: eventsFor(subscribedEvents, kinds).filter((event) => offered(event) === 'not offered'),
    gaveUp: undefined,
    wanted,
    plan() {
      const found = known.all();
      return planHooks({
        target: options.target,
        wanted: wanted(),
        found,
        unread: new Set(known.unread.keys()),
        rights: (project) => options.rights.get(project) ?? {},
        proves: proofIn(found, options),
        failed: failures.of,
        stays: failures.isNotRemoved,
        unwanted: (one) => whatOfUnwanted(one, options, offered),
        differences: differ,
      });
    },
    created(one, id) {
      made.set(id, one);
      written.add(id);
      doubtful.add(one.event.type);
      state.done.created += 1;
    },
    unanswered(one, error) {
      failures.addUnanswered(one, error);
      doubtful.add(one.event.type);
    },
    replaced(one, before, now) {
      written.add(before.id);
      if (now) failures.keepsItsOwn(before.type, differ(now, one));
      state.done.updated += 1;
      if (before.status === 'disabledBySystem') state.done.revived += 1;
      if (now) known.replace(before, now);
      else doubtful.add(before.type);
    },
    async readAgain() {
      const events = subscribedEvents.filter(({ type }) => doubtful.has(type));
      doubtful.clear();
      const missing = await notShown(made, events, state);
      for (const one of known.all()) {
        const of = made.get(one.id);
        if (of) failures.keepsItsOwn(one.type, differ(one, of));
      }
      for (const [id, one] of missing) {
        failures.close(one, UNSEEN);
        state.done.created -= 1;
        await takeBack(id, one, options);
      }
      made.clear();
    },
  };
  return state;
};

const UNSEEN = `what was made there is not in the list and was removed again, most likely since ${MISSING.view}`;

/** What was made and no list shows, though it was looked for several times. */
const notShown = async (
  made: ReadonlyMap<string, WantedSubscription>,
  events: readonly SubscribedEvent[],
  { known, options: { clock, signal } }: HookState,
): Promise<[id: string, wanted: WantedSubscription][]> => {
  for (let look = 1; ; look++) {
    await known.read(events);
    const ids = new Set(known.all().map(({ id }) => id));
    const missing = [...made].filter(([id, { event }]) => !ids.has(id) && !known.unread.has(event.type));
    if (missing.length === 0 || look === LOOKS) return missing;
    await clock.sleep(LOOK_MS, signal);
  }
};

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
  { type }: SubscribedEvent,
  offered: OfferedEvents,
): readonly string[] | undefined | 'not offered' => {
  if (offered === 'none') return 'not offered';
  return offered === undefined ? undefined : (offered.get(type) ?? 'not offered');
};

/** Ours of a project that is not listed, or of a part that is left alone, may be wanted. */
const whatOfUnwanted = (
  { type, project }: FoundSubscription,
  { scope, projects, kinds }: HookStateOptions,
  offered: (event: SubscribedEvent) => unknown,
): 'remove' | 'keep' => {
  const event = subscribedEvents.find((one) => one.type === type);
  if (scope.part || !event || kinds.size === 0) return 'keep';
  const isWanted = event.kinds.some((kind) => kinds.has(kind));
  if (isWanted && offered(event) === 'not offered') return 'keep';
  if (project === undefined || projects.leftOut.has(project)) return 'remove';
  return projects.chosen.some(({ id }) => id === project) ? 'remove' : 'keep';
};

/** One that is made and not shown would be made again each time. */
const takeBack = async (
  id: string,
  { event }: WantedSubscription,
  { devops, log }: KeepOptions,
): Promise<void> => {
  try {
    await removeSubscription(devops, { id, publisher: event.publisher, type: event.type });
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    log.warn(`Subscriptions: ${id} was made, is not shown, and could not be removed: ${messageOf(error)}`);
  }
};
