import { append } from '../../lib/collections/append.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { isSameAddress } from '../subscription/found-subscription.ts';
import { isForeign, isOurs } from '../subscription/ownership.ts';
import { keyOf, keyOfFound, scopeOf } from '../subscription/subscription-key.ts';
import type { FoundSubscription, WantedSubscription } from '../subscription/types.ts';
import { coverage } from './coverage.ts';
import { emptyPlan, type HookPlan, type HookPlanInput, MISSING } from './hook-plan.ts';
import { planRemoval, planUnwanted } from './plan-removal.ts';

/**
 * The plan by which each wanted subscription is there once. Only what a list proves to be missing is made. A person's
 * decision and somebody else's subscription are left. The function is pure. Once a plan was carried out, the next one
 * is empty.
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
  planUnwanted([...ours.values()].flat(), input, plan);
  return plan;
};

/** Puts a wanted subscription where it belongs in the plan, with what there is of it. */
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
    // A status that nobody knows may be one that works: no other one is made.
    append(
      plan.kept,
      ours.filter(({ status }) => status === 'unknown'),
    );
    const [best, ...doubled] = [...usable].sort(byWorth(wanted, input));
    if (best) {
      for (const one of doubled) planRemoval(one, 'doubled', input, plan);
      mend(best, wanted, input, plan);
      return;
    }
    if (ours.length > 0) return;
    const covering = cover(wanted);
    if (covering) plan.covered.push(covering);
    else missing(wanted);
  };
};

/** Plans a subscription that is not there, where that is known and allowed. */
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
    // The first one of a project shows whether its subscriptions are seen at all.
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

/**
 * The order of several that are the same. The first one stays: it works, it is as it should be, it is the oldest. All
 * processes choose the same.
 */
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
