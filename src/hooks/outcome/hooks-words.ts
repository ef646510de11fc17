import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { HookAction, HookPlan } from '../plan/hook-plan.ts';
import type { FoundSubscription, WantedSubscription } from '../subscription/types.ts';
import type { HooksOutcome } from './hooks-outcome.ts';
import { listed } from './hooks-reasons.ts';

/** A line for the log. */
export interface Told {
  level: 'info' | 'warn';
  words: string;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The words for what a check found and did. */
export const outcomeWords = (outcome: HooksOutcome): Told[] => {
  const { organisation, wanted, states, covered, done, missing, reasons } = outcome;
  const { created, updated, removed } = done;
  const isDone = created + updated + removed > 0;
  const all: (Told | false)[] = [
    {
      level: missing > 0 ? 'warn' : 'info',
      words: `Subscriptions of ${organisation}: ${wanted - missing} of ${wanted} are there${
        isDone ? `; ${created} made, ${updated} changed, ${removed} removed` : ''
      }.`,
    },
    covered > 0 && {
      level: 'info',
      words: `${counted(covered, 'event')} come by subscriptions to the same address that somebody else has made, such as Port’s exporter: they are left.`,
    },
    ...foreignWords(outcome),
    ...notOfferedWords(outcome),
    states.onProbation > 0 && {
      level: 'warn',
      words: `${counted(states.onProbation, 'subscription')} of ${organisation} ${states.onProbation === 1 ? 'is' : 'are'} restricted by Azure DevOps, since this process was not reached or refused an event: new events are lost until it tries again.`,
    },
    states.disabledByUser > 0 && {
      level: 'info',
      words: `${counted(states.disabledByUser, 'subscription')} of ${organisation} ${states.disabledByUser === 1 ? 'was' : 'were'} disabled by a person, and ${states.disabledByUser === 1 ? 'stays' : 'stay'} so.`,
    },
    ...reasons.map((words): Told => ({ level: 'warn', words })),
  ];
  return all.filter((one) => one !== false);
};

const notOfferedWords = ({ organisation, notOffered }: HooksOutcome): Told[] =>
  notOffered.length === 0
    ? []
    : [{ level: 'info', words: `${organisation} does not offer the events ${listed(notOffered)}.` }];

const foreignWords = ({ foreign, organisation }: HooksOutcome): Told[] =>
  Object.entries(foreign).map(([address, count]) => ({
    level: 'info',
    words: `${counted(count, 'subscription')} of ${organisation} to ${address} ${count === 1 ? 'is' : 'are'} not of this installation, and ${count === 1 ? 'is' : 'are'} left.`,
  }));

/** The words for a plan, with a line for each event. */
export const planWords = (plan: HookPlan, outcome: HooksOutcome): Told[] => {
  const byEvent = new Map<string, string[]>();
  for (const action of plan.actions) {
    const { what, where } = wordsOf(action);
    getOrCreate(byEvent, what, () => []).push(where);
  }
  for (const { event, project } of plan.deferred) {
    getOrCreate(byEvent, `create ${event.type}`, () => []).push(placeOf(project?.name ?? project?.id));
  }
  for (const { found, lacking } of plan.waiting)
    if (lacking.length === 0)
      getOrCreate(byEvent, `remove ${found.type} (when others have taken its place)`, () => []).push(
        foundPlace(found),
      );
  const lines = [...byEvent].map(
    ([what, where]): Told => ({ level: 'info', words: `${what}: ${listed(where)}` }),
  );
  const { organisation, wanted, states } = outcome;
  const present = Object.entries(states).flatMap(([status, count]) =>
    count > 0 ? `${count} ${status}` : [],
  );
  return [
    {
      level: 'info',
      words: `Subscriptions of ${organisation}: ${wanted} wanted; of this installation there are ${present.join(', ') || 'none'}. ${
        lines.length > 0 ? 'What would be done:' : NOTHING[outcome.missing > 0 ? 'can' : 'is']
      }`,
    },
    ...lines,
    ...foreignWords(outcome),
    ...notOfferedWords(outcome),
    ...outcome.reasons.map((words): Told => ({ level: 'warn', words })),
  ];
};

const NOTHING = { is: 'Nothing is to be done.', can: 'Nothing can be done about those that are missing.' };

const wordsOf = (action: HookAction): { what: string; where: string } => {
  if (action.does === 'create')
    return { what: `create ${action.wanted.event.type}`, where: placeIn(action.wanted) };
  if (action.does === 'replace')
    return { what: `replace ${action.wanted.event.type} (its owner is gone)`, where: placeIn(action.wanted) };
  if (action.does === 'update')
    return {
      what: `change ${action.wanted.event.type} (${action.why.join(', ')})`,
      where: placeIn(action.wanted),
    };
  return { what: `remove ${action.found.type} (${action.why})`, where: foundPlace(action.found) };
};

const placeIn = ({ project }: WantedSubscription): string => placeOf(project?.name ?? project?.id);
const foundPlace = ({ project }: FoundSubscription): string => placeOf(project);
const placeOf = (project: string | undefined): string =>
  project === undefined ? 'the organisation' : `"${project}"`;
