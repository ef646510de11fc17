import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { FoundSubscription, WantedSubscription } from '../subscription/types.ts';
import { type HookPlan, type HookPlanInput, MISSING } from './hook-plan.ts';

/** Removes a subscription that is not needed. One that a person disabled stays, and one of an unknown status. */
export const planRemoval = (
  found: FoundSubscription,
  why: 'doubled' | 'not wanted',
  { rights, stays }: HookPlanInput,
  plan: HookPlan,
): void => {
  const whyNot = stays(found) ?? (rights(found.project).remove === false ? MISSING.remove : undefined);
  if (found.status === 'disabledByUser') plan.switchedOff.push(found);
  else if (found.status === 'unknown') plan.kept.push(found);
  else if (whyNot !== undefined) plan.stuck.push({ found, why: whyNot });
  else plan.actions.push({ does: 'remove', found, why });
};

const SENDING: readonly FoundSubscription['status'][] = ['enabled', 'onProbation', 'unknown'];

/**
 * Removes what nobody wants. One of another scope goes when all that take its place are there, so that no event is
 * lost.
 */
export const planUnwanted = (
  left: readonly FoundSubscription[],
  input: HookPlanInput,
  plan: HookPlan,
): void => {
  const open = openOf(plan);
  for (const one of left) {
    const fate = input.unwanted(one);
    const waits = fate === 'remove when replaced' && SENDING.includes(one.status);
    const lacking = waits ? open.get(succeededBy(one)) : undefined;
    if (fate === 'keep') plan.kept.push(one);
    else if (lacking) plan.waiting.push({ found: one, lacking });
    else planRemoval(one, 'not wanted', input, plan);
  }
};

/** Events and scopes of which some subscriptions are not there yet, with those that cannot be made. */
const openOf = ({ actions, deferred, unread, refused }: HookPlan): Map<string, WantedSubscription[]> => {
  const open = new Map<string, WantedSubscription[]>();
  const lackingOf = (wanted: WantedSubscription) => getOrCreate(open, successorOf(wanted), () => []);
  for (const action of actions)
    if (action.does === 'create' || action.does === 'replace') lackingOf(action.wanted);
  for (const wanted of [...deferred, ...unread]) lackingOf(wanted);
  for (const { wanted } of refused) lackingOf(wanted).push(wanted);
  return open;
};

/**
 * The event and scope of a subscription that takes another one's place: projects' that of the organisation's, and back.
 */
const successorOf = ({ event, project }: WantedSubscription): string =>
  `${event.type} of ${project ? 'projects' : 'the organisation'}`;
const succeededBy = ({ type, project }: FoundSubscription): string =>
  `${type} of ${project === undefined ? 'projects' : 'the organisation'}`;
