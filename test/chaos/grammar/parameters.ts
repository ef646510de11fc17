import { parametersOf } from '../../emulators/azure-devops/index.ts';
import type { Fault } from './types.ts';

/**
 * The question answered as if it had come without one of its parameters, as by a Server that does not know it yet, or
 * behind a cache that leaves it out. Each answer is right by itself: what shows is that it is to another question.
 */
export const parameterFaults = (route: string): Fault[] =>
  parametersOf(route).map((name) => ({
    name: `without ${name}`,
    family: 'parameter not known',
    truthful: true,
    ask(request) {
      const url = new URL(request.url);
      url.searchParams.delete(name);
      return { ...request, url };
    },
    change: (answer, { url }) => (url.searchParams.has(name) ? answer : undefined),
  }));
