import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { routes } from '../emulators/azure-devops/index.ts';
import { seededRandom } from '../emulators/kit/random.ts';
import type { Service } from './grammar/grammar.ts';
import type { Combination } from './sweep/play.ts';
import { createSweep, portRoutes } from './sweep/sweep.ts';

/**
 * One combination of each family on each route; all of them: `npm run chaos -- --sweep`. One that failed is told in
 * full by `npm run chaos -- --sweep --route … --fault …`.
 */
let sweep: Awaited<ReturnType<typeof createSweep>>;
before(async () => {
  sweep = await createSweep();
});

const drawn = (combinations: readonly Combination[], route: string): Combination[] => {
  const random = seededRandom(1).fork(route);
  const families = [...new Set(combinations.map(({ family }) => family))];
  return families.map((name) => random.pick(combinations.filter(({ family }) => family === name)));
};

const playRoute = async (service: Service, route: string) => {
  if (!sweep.routes.some((one) => one.route === route)) return;
  const failures: string[] = [];
  for (const combination of drawn(sweep.combinationsOf(service, route), route))
    failures.push(...(await sweep.play(combination)).failures);
  assert.deepEqual(failures, []);
};

describe('whatever a route answers, nothing that exists is deleted or spoilt, and no run calls that a success', () => {
  for (const route of routes) test(route, () => playRoute('azureDevOps', route));
  for (const route of portRoutes) test(route, () => playRoute('port', route));
});
