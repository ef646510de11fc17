import { append } from '../../lib/collections/append.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { isSameAddress } from '../subscription/found-subscription.ts';
import { isForeign, isOurs } from '../subscription/ownership.ts';
import { keyOf, keyOfFound, scopeOf } from '../subscription/subscription-key.ts';
import type {
  FoundSubscription,
  HookRights,
  HookTarget,
  Publisher,
  WantedSubscription,
} from '../subscription/types.ts';
import { coverage } from './coverage.ts';

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
  /** It would not be removed. */
  stays(found: FoundSubscription): boolean;
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
  /** Ours of another scope, until all that take their place are there. `lacking`: those of them that cannot be made. */
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

/**
 * What is to be done so that each wanted subscription is there once. Nothing is made where a list does not prove that it
 * is missing; what a person disabled and what is somebody else's is left. Pure, and empty once it has been done.
 */
export const planHooks = (input: HookPlanInput): HookPlan => {
  const { wanted, found, target } = input;
  const plan = emptyPlan();
  const ours = new Map<string, FoundSubscription[]>();
  const others: FoundSubscription[] = [];
  for (const one of found) {
    if (!isOurs(one, target)) others.push(one);
    else getOrCreate(ours, keyOfFound(one), () => []).push(one);
  }
  plan.foreign = others.filter(({ url }) => isForeign(url, target));
  const settle = settler(input, plan, others);
  const byKey = new Map(wanted.map((one) => [keyOf(one), one]));
  plan.wanted = byKey.size;
  for (const [key, one] of byKey) {
    settle(one, ours.get(key) ?? []);
    ours.delete(key);
  }
  removeUnwanted([...ours.values()].flat(), input, plan);
  return plan;
};

const emptyPlan = (): HookPlan => ({
  wanted: 0,
  actions: [],
  kept: [],
  switchedOff: [],
  covered: [],
  foreign: [],
  waiting: [],
  refused: [],
  deferred: [],
  unread: [],
});

/** Puts a wanted subscription, and what there is of it, where it belongs in the plan. */
const settler = (input: HookPlanInput, plan: HookPlan, others: readonly FoundSubscription[]) => {
  const { target, unread } = input;
  const cover = coverage(others, target);
  const missing = forMissing(input, plan);
  return (wanted: WantedSubscription, ours: readonly FoundSubscription[]): void => {
    if (unread.has(wanted.event.type)) {
      plan.unread.push(wanted);
      return;
    }
    const byPerson = ours.filter(({ status }) => status === 'disabledByUser');
    const usable = ours.filter(({ status }) => status !== 'disabledByUser' && status !== 'unknown');
    append(plan.switchedOff, byPerson);
    // Of one whose status nobody knows another is not made.
    append(
      plan.kept,
      ours.filter(({ status }) => status === 'unknown'),
    );
    const [best, ...doubled] = [...usable].sort(byWorth(wanted, input));
    if (best) {
      for (const one of doubled) remove(one, 'doubled', input, plan);
      mend(best, wanted, input, plan);
      return;
    }
    if (ours.length > 0) return;
    const covering = cover(wanted);
    if (covering) plan.covered.push(covering);
    else missing(wanted);
  };
};

/** What is not there is made, where that is known and allowed. */
const forMissing = (input: HookPlanInput, plan: HookPlan) => {
  const scouted = new Set<string>();
  return (wanted: WantedSubscription): void => {
    const { event, project } = wanted;
    const { view, edit } = input.rights(project?.id.toLowerCase());
    const why = input.failed(wanted) ?? (view === false ? MISSING.view : undefined);
    if (why !== undefined || edit === false) {
      plan.refused.push({ wanted, why: why ?? MISSING.edit });
      return;
    }
    // The first of each project shows whether such are seen at all.
    const scout = scopeOf(event.publisher, project?.id);
    if (!input.proves(event.publisher, project?.id.toLowerCase())) {
      if (scouted.has(scout)) {
        plan.deferred.push(wanted);
        return;
      }
      scouted.add(scout);
    }
    plan.actions.push({ does: 'create', wanted });
  };
};

/** The one of several that stays, the same for whoever looks: it works, it is as it should be, it was the first. */
const byWorth = (wanted: WantedSubscription, { target, differences }: HookPlanInput) => {
  const rank = (one: FoundSubscription): number[] => [
    WORTH.indexOf(one.status),
    isSameAddress(one.url, target.url) ? 0 : 1,
    differences(one, wanted).length > 0 ? 1 : 0,
  ];
  return (a: FoundSubscription, b: FoundSubscription): number => {
    const [one, other] = [rank(a), rank(b)];
    for (const [i, value] of one.entries()) if (value !== other[i]) return value - (other[i] ?? 0);
    return compareText(a.createdAt, b.createdAt) || compareText(a.id, b.id);
  };
};

const WORTH: readonly FoundSubscription['status'][] = [
  'enabled',
  'onProbation',
  'disabledBySystem',
  'disabledByInactiveIdentity',
];

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const mend = (
  found: FoundSubscription,
  wanted: WantedSubscription,
  input: HookPlanInput,
  plan: HookPlan,
): void => {
  const why = input.differences(found, wanted);
  const isGone = found.status === 'disabledByInactiveIdentity';
  const isDisabled = isGone || found.status === 'disabledBySystem';
  if (why.length === 0 && !isDisabled) {
    plan.kept.push(found);
    return;
  }
  const failed = input.failed(wanted);
  const { edit } = input.rights(found.project);
  if (failed !== undefined || edit === false) plan.refused.push({ wanted, why: failed ?? MISSING.edit });
  else if (isGone) plan.actions.push({ does: 'replace', wanted, found });
  else
    plan.actions.push({
      does: 'update',
      wanted,
      found,
      why: isDisabled ? ['disabled by the system', ...why] : why,
    });
};

const remove = (
  found: FoundSubscription,
  why: 'doubled' | 'not wanted',
  { rights, stays }: HookPlanInput,
  plan: HookPlan,
): void => {
  const isFixed = found.status === 'unknown' || rights(found.project).remove === false || stays(found);
  if (found.status === 'disabledByUser') plan.switchedOff.push(found);
  else if (isFixed) plan.kept.push(found);
  else plan.actions.push({ does: 'remove', found, why });
};

/** One that is of another scope goes when all that take its place are there: no event is lost meanwhile. */
const removeUnwanted = (left: readonly FoundSubscription[], input: HookPlanInput, plan: HookPlan): void => {
  const open = openOf(plan);
  for (const one of left) {
    const fate = input.unwanted(one);
    const lacking = fate === 'remove when replaced' ? open.get(succeededBy(one)) : undefined;
    if (fate === 'keep') plan.kept.push(one);
    else if (lacking) plan.waiting.push({ found: one, lacking });
    else remove(one, 'not wanted', input, plan);
  }
};

/** By event and scope where some are not there yet: those of them that cannot be made. */
const openOf = ({ actions, deferred, unread, refused }: HookPlan): Map<string, WantedSubscription[]> => {
  const open = new Map<string, WantedSubscription[]>();
  const lackingOf = (wanted: WantedSubscription) => getOrCreate(open, successorOf(wanted), () => []);
  for (const action of actions)
    if (action.does === 'create' || action.does === 'replace') lackingOf(action.wanted);
  for (const wanted of [...deferred, ...unread]) lackingOf(wanted);
  for (const { wanted } of refused) lackingOf(wanted).push(wanted);
  return open;
};

/** Those of projects take the place of one of the organisation, and one of the organisation that of a project's. */
const successorOf = ({ event, project }: WantedSubscription): string =>
  `${event.type} of ${project ? 'projects' : 'the organisation'}`;
const succeededBy = ({ type, project }: FoundSubscription): string =>
  `${type} of ${project === undefined ? 'projects' : 'the organisation'}`;
