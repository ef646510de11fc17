import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { FoundSubscription, WantedSubscription } from '../subscription/types.ts';
import { type HookPlan, type HookPlanInput, MISSING } from './hook-plan.ts';

/** One that is not needed goes, unless a person disabled it, its status is unknown, or it cannot be removed. */
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

/** One that is of another scope goes when all that take its place are there: no event is lost meanwhile. */
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
