import { bySkip, byToken } from '../official-client.ts';
import { ids, perProject, type Read, top } from './reading.ts';

const days = 86_400_000;

export const tests: readonly Read[] = [
  perProject({
    what: 'test runs, by number',
    api: (client) => client.getTestApi(),
    read: async (api, { name }) =>
      ids(
        await bySkip(top, (size, skip) =>
          // biome-ignore format: the client's parameters go by their place
          api.getTestRuns(name, undefined, undefined, undefined, undefined, true, undefined, skip, size),
        ),
      ),
    expected: (_, { testRuns }) => ids(testRuns.items()),
  }),
  perProject({
    what: 'test runs that were updated in a window, by token',
    api: (client) => client.getTestApi(),
    async read(api, { name }, { testRuns }, heard) {
      const found: string[] = [];
      const oldest = Math.min(...[...testRuns.items()].map(({ updated }) => updated));
      const newest = Math.max(...[...testRuns.items()].map(({ updated }) => updated));
      for (let from = oldest - (oldest % 1000); from <= newest; from += 7 * days) {
        const [least, most] = [new Date(from), new Date(from + 7 * days - 1000)];
        const runs = await byToken(
          heard,
          // biome-ignore format: the client's parameters go by their place
          (token) => api.queryTestRuns(name, least, most, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 1, token),
          String,
        );
        found.push(...ids(runs));
      }
      return found;
    },
    expected: (_, { testRuns }) => ids(testRuns.items()),
  }),
  perProject({
    what: 'results of test runs, by number',
    api: (client) => client.getTestApi(),
    async read(api, { name }, { testRuns }) {
      const found: string[] = [];
      for (const { id } of [...testRuns.items()].slice(0, 2)) {
        const results = await bySkip(50, (size, skip) => api.getTestResults(name, id, undefined, skip, size));
        found.push(...results.map((one) => `${id} ${one.testRun?.id}`));
      }
      return found;
    },
    expected: (_, { testRuns }) =>
      [...testRuns.items()].slice(0, 2).flatMap(({ id, results }) => Array(results).fill(`${id} ${id}`)),
  }),
];
