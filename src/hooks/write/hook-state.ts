import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { messageOf } from '../../lib/errors.ts';
import { differences } from '../plan/differences.ts';
import { createHookFailures, type HookFailures } from '../plan/hook-failures.ts';
import { type HookPlan, MISSING } from '../plan/hook-plan.ts';
import { planHooks } from '../plan/plan-hooks.ts';
import { type HookStateOptions, notOfferedIn, planInputOf } from '../plan/plan-input.ts';
import { eventsFor } from '../plan/wanted-subscriptions.ts';
import { createKnownSubscriptions, type KnownSubscriptions } from '../read/known-subscriptions.ts';
import { subscribedEvents } from '../subscription/event-subscriptions.ts';
import type {
  FoundSubscription,
  KeepOptions,
  SubscribedEvent,
  WantedSubscription,
} from '../subscription/types.ts';
import { removeSubscription } from './write-hooks.ts';

export interface HooksDone {
  created: number;
  updated: number;
  removed: number;
  /** Updated subscriptions that the service had disabled. */
  revived: number;
}

/** An organisation's subscriptions while they are put right. */
export interface HookState {
  readonly options: HookStateOptions;
  readonly known: KnownSubscriptions;
  readonly failures: HookFailures;
  readonly done: HooksDone;
  /** Events of the mapping's kinds. */
  readonly events: readonly SubscribedEvent[];
  /** Events among them that the organisation does not offer. */
  readonly notOffered: readonly SubscribedEvent[];
  /** The reason why nothing more is tried. */
  gaveUp: string | undefined;
  /** The plan by what is known now. */
  plan(): HookPlan;
  /** Notes a subscription that the service says to have made. */
  created(wanted: WantedSubscription, id: string): void;
  unanswered(wanted: WantedSubscription, error: AzureDevOpsError): void;
  replaced(wanted: WantedSubscription, before: FoundSubscription, now: FoundSubscription | undefined): void;
  /** Reads the lists in which something was made, or may have been. What they do not show is removed again. */
  readAgain(): Promise<void>;
}

/** Looks for what was made, and milliseconds from one to the next. */
const LOOKS = 3;
const LOOK_MS = 2_000;

export const createHookState = (options: HookStateOptions): HookState => {
  const known = createKnownSubscriptions(options.devops);
  const failures = createHookFailures();
  const written = new Set<string>();
  const made = new Map<string, WantedSubscription>();
  const doubtful = new Set<string>();
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
    events: eventsFor(subscribedEvents, options.kinds),
    notOffered: notOfferedIn(options),
    gaveUp: undefined,
    plan: () => planHooks(planInputOf(options, known, failures, differ)),
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

/** Subscriptions that were made and that no list shows, after several looks. */
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

/** Removes what was made and is not shown. Each check would make it again. */
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
