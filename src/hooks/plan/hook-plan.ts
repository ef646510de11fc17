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
  /** Of the lists that were read whole. */
  found: readonly FoundSubscription[];
  /** Types of events whose lists were not read. */
  unread: ReadonlySet<string>;
  /** Undefined: those for the organisation. */
  rights(project: string | undefined): HookRights;
  /** Whether an empty list proves that there is none: whoever may not see subscriptions gets one, too. */
  proves(publisher: Publisher, project: string | undefined): boolean;
  /** Why the service would not take it; it is not asked for again. */
  failed(wanted: WantedSubscription): string | undefined;
  /** Why it was not removed; it is not tried again. */
  stays(found: FoundSubscription): string | undefined;
  unwanted(found: FoundSubscription): Unwanted;
  /** In what one of ours is not as it should be, in words. */
  differences(found: FoundSubscription, wanted: WantedSubscription): readonly string[];
}

/** What becomes of one of ours that is not wanted: of which another scope is wanted, or of which nothing is known. */
export type Unwanted = 'remove' | 'remove when replaced' | 'keep';

export type HookAction =
  | { does: 'create'; wanted: WantedSubscription }
  /** It differs, or the service disabled it. */
  | { does: 'update'; wanted: WantedSubscription; found: FoundSubscription; why: readonly string[] }
  /** Its owner is gone: another one takes its place. */
  | { does: 'replace'; wanted: WantedSubscription; found: FoundSubscription }
  | { does: 'remove'; found: FoundSubscription; why: 'doubled' | 'not wanted' };

/** What is left as it is, and why it is. */
export interface HookPlan {
  /** How many there should be. */
  wanted: number;
  actions: HookAction[];
  /** Ours that are as they should be, those on probation among them. */
  kept: FoundSubscription[];
  /** Ours that a person disabled. */
  switchedOff: FoundSubscription[];
  /** Of somebody else's that send to the same address all that is wanted. */
  covered: FoundSubscription[];
  /** Somebody else's at the same address, or at the same path of another one. */
  foreign: FoundSubscription[];
  /** Ours that are not needed, and cannot be removed. */
  stuck: { found: FoundSubscription; why: string }[];
  /** Ours of another scope that send events, until all that take their place are there. `lacking`: those of them that cannot be made. */
  waiting: { found: FoundSubscription; lacking: readonly WantedSubscription[] }[];
  /** Not done, with why. */
  refused: { wanted: WantedSubscription; why: string }[];
  /** To be made when one of its project has shown that such are seen. */
  deferred: WantedSubscription[];
  /** Nothing is known of them. */
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
