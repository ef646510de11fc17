import type {
  FoundSubscription,
  HookRights,
  HookTarget,
  Publisher,
  WantedSubscription,
} from '../subscription/types.ts';

export interface HookPlanInput {
  target: HookTarget;
  wanted: readonly WantedSubscription[];
  /** Subscriptions in the lists that were read whole. */
  found: readonly FoundSubscription[];
  /** Types of events whose lists were not read. */
  unread: ReadonlySet<string>;
  /** Rights in a project. Undefined: in the organisation. */
  rights(project: string | undefined): HookRights;
  /** Whether an empty list proves that there is none. The service gives one to whoever may not see subscriptions. */
  proves(publisher: Publisher, project: string | undefined): boolean;
  /** The reason why the service refused it in this check. It is not asked for again. */
  failed(wanted: WantedSubscription): string | undefined;
  /** The reason why it was not removed in this check. That is not tried again. */
  stays(found: FoundSubscription): string | undefined;
  unwanted(found: FoundSubscription): Unwanted;
  /** The differences from what it should be, in words. */
  differences(found: FoundSubscription, wanted: WantedSubscription): readonly string[];
}

/**
 * The fate of a subscription of ours that is not wanted. `remove when replaced`: its event is wanted of another scope.
 * `keep`: nothing is known of it.
 */
export type Unwanted = 'remove' | 'remove when replaced' | 'keep';

export type HookAction =
  | { does: 'create'; wanted: WantedSubscription }
  /** A subscription that differs, or that the service disabled. */
  | { does: 'update'; wanted: WantedSubscription; found: FoundSubscription; why: readonly string[] }
  /** A subscription whose owner is gone. Another one takes its place. */
  | { does: 'replace'; wanted: WantedSubscription; found: FoundSubscription }
  | { does: 'remove'; found: FoundSubscription; why: 'doubled' | 'not wanted' };

/** A plan of what is to be done, and of what is left as it is. */
export interface HookPlan {
  /** The number of subscriptions that there should be. */
  wanted: number;
  actions: HookAction[];
  /** Subscriptions of ours that are as they should be. Those on probation are among them. */
  kept: FoundSubscription[];
  /** Subscriptions of ours that a person disabled. */
  switchedOff: FoundSubscription[];
  /** Subscriptions of somebody else that send all that is wanted to our address. */
  covered: FoundSubscription[];
  /** Subscriptions of somebody else at our address, or at the same path of another host. */
  foreign: FoundSubscription[];
  /** Subscriptions of ours that are not needed and cannot be removed. */
  stuck: { found: FoundSubscription; why: string }[];
  /**
   * Subscriptions of ours of another scope. They stay until all that take their place are there. `lacking`: those that
   * cannot be made.
   */
  waiting: { found: FoundSubscription; lacking: readonly WantedSubscription[] }[];
  /** Wanted subscriptions that cannot be made or changed, with the reason. */
  refused: { wanted: WantedSubscription; why: string }[];
  /** Wanted subscriptions that wait for the first one of their project: it shows whether subscriptions are seen. */
  deferred: WantedSubscription[];
  /** Wanted subscriptions whose list was not read. */
  unread: WantedSubscription[];
}

export const MISSING = {
  view: 'the permission View subscriptions is missing',
  edit: 'the permission Edit subscriptions is missing',
  remove: 'the permission Delete subscriptions is missing',
} as const;

export const emptyPlan = (): HookPlan => ({
  wanted: 0,
  actions: [],
  kept: [],
  switchedOff: [],
  covered: [],
  foreign: [],
  stuck: [],
  waiting: [],
  refused: [],
  deferred: [],
  unread: [],
});
