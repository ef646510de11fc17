import type { Random } from '../../emulators/kit/random.ts';
import { answerFaults, portAnswerFaults } from './answers.ts';
import { lessFaults, listFaults } from './lists.ts';
import { parameterFaults } from './parameters.ts';
import { idleFaults, isWork, namingFaults, withoutWork } from './port.ts';
import type { Fault } from './types.ts';

export type Service = 'azureDevOps' | 'port';

/** Names of faults that the service itself may cause on a route, so that no reader could know better. */
const documented: Record<string, RegExp> = {
  // A build without stages: see "Lists as seen" in evidence/lists.ts.
  'GET /{project}/_apis/build/builds/{build}/timeline': /^the list null$/,
  // The key is an object, of whose members nobody has a recording. The specification does not promise it, and of its two
  // samples one has none.
  'GET /{project}/_apis/test/codecoverage': / with(?:out| null for| an object for) its key$/,
  // A page without content: nobody has recorded an empty one.
  'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}': /^without includeContent$/,
  // Empty lists, which show nothing: no active pull request was closed in the time that is asked for, and some groups
  // are members of none. Where they have something, it shows.
  'GET /{project}/_apis/git/repositories/{repository}/pullrequests': /^without searchCriteria.status$/,
  'GET /_apis/graph/memberships/{subject}': /^without direction$/,
};

/** Every fault that a route may be under, made anew: some remember what they saw. */
export const faultsOf = (service: Service, route: string): Fault[] =>
  (service === 'port' ? portFaults(route) : azureDevOpsFaults(route))
    .filter(({ name }) => !documented[route]?.test(name))
    .map(unlessSame);

const azureDevOpsFaults = (route: string): Fault[] => [
  ...answerFaults(route),
  ...listFaults(),
  ...lessFaults(),
  ...parameterFaults(route),
];

/** An answer that stays what it is has no fault; one to another question is what it is. */
const unlessSame = (fault: Fault): Fault => ({
  ...fault,
  change(right, request) {
    const changed = fault.change(right, request);
    if (fault.ask || !changed || changed.status !== right.status || !changed.body.equals(right.body))
      return changed;
    // No body has no type to be wrong about.
    if (right.body.length === 0) return undefined;
    return JSON.stringify(changed.headers) === JSON.stringify(right.headers) ? undefined : changed;
  },
});

const portFaults = (route: string): Fault[] => {
  const answers = portAnswerFaults(route);
  return [
    ...answers,
    // A write that Port did not carry out has no right body.
    ...withoutWork(
      route,
      answers.filter(({ name }) => !name.includes('the right body')),
    ),
    ...listFaults(),
    ...(isWork(route) ? [...namingFaults(), ...idleFaults()] : []),
  ];
};

/**
 * One of them, each family as likely as the others. Two that tell less, each of them once, would be told twice; so would
 * what one question left out and the next one did.
 */
export const drawFault = (service: Service, route: string, random: Random): Fault => {
  const faults = faultsOf(service, route).filter(({ once, ask }) => !once && !ask);
  const family = random.pick([...new Set(faults.map((one) => one.family))]);
  return random.pick(faults.filter((one) => one.family === family));
};
