import { type HooksOutcome, outcomeOf } from './outcome/hooks-outcome.ts';
import type { HookPlan } from './plan/hook-plan.ts';
import { readHookProjects } from './read/hook-projects.ts';
import { type OfferedEvents, readOffered, readRights } from './read/read-hooks.ts';
import { subscribedEvents } from './subscription/event-subscriptions.ts';
import type { KeepOptions, Publisher } from './subscription/types.ts';
import { createHookState, type HookState } from './write/hook-state.ts';
import { performActions } from './write/perform-actions.ts';

/**
 * Rounds of reading and writing in one check. Usually one suffices. A write without an answer needs another round. So
 * does each refused event, where nothing proves that subscriptions are seen.
 */
const ROUNDS = subscribedEvents.length + 5;

/** The plan for an organisation. Nothing is written. */
export const planOrganisation = async (
  options: KeepOptions,
): Promise<{ plan: HookPlan; outcome: HooksOutcome }> => {
  const state = await openState(options);
  const plan = state.plan();
  return { plan, outcome: outcomeOf(state, plan) };
};

/**
 * Makes, mends and removes the subscriptions of an organisation until they are as they should be, or nothing more can be
 * done. Throws where the projects cannot be read, and the signal's reason.
 */
export const keepOrganisation = async (options: KeepOptions): Promise<HooksOutcome> => {
  const state = await openState(options);
  for (let round = 0; round < ROUNDS; round++) {
    const { actions } = state.plan();
    if (actions.length === 0 || state.gaveUp !== undefined) break;
    await performActions(actions, state, options);
    await state.readAgain();
  }
  return outcomeOf(state, state.plan());
};

const PUBLISHERS: readonly Publisher[] = ['tfs', 'pipelines', 'rm', 'advsec'];

const openState = async (options: KeepOptions): Promise<HookState> => {
  const { devops, scope } = options;
  const projects = await readHookProjects(devops, scope);
  const offered = new Map<Publisher, OfferedEvents>();
  for (const publisher of PUBLISHERS) offered.set(publisher, await readOffered(devops, publisher));
  // Projects that are left out count, too: their subscriptions are to be removed.
  const rights = await readRights(devops, [...projects.chosen.map(({ id }) => id), ...projects.leftOut]);
  const events = subscribedEvents.filter(({ publisher }) => offered.get(publisher) !== 'none');
  const state = createHookState({ ...options, projects, offered, rights });
  await state.known.read(events);
  return state;
};
