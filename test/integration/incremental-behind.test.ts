import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpResponse, Transport } from '../../src/http/types.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { onto, trusted } from './support/trust.ts';

/** Increments that one server of the service tells of a change, and another one, behind it, not yet. */

const MINUTE = 60_000;
const pullRequests = onto('pull-request', 'pullRequest', {
  identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
  title: '.title',
});
const repositories = onto('repository', 'repo');
const pipelines = onto('pipeline', 'pipeline', {
  identifier: '.__projectId + "/" + (.id | tostring)',
});
const BLUEPRINTS = ['repo', 'pullRequest', 'pipeline'];

/** A product with a full sync and increments behind it. `behind`: what is answered as in the run before. */
async function synced() {
  const late: { behind?(path: string, times: number): boolean; hits: number } = { hits: 0 };
  let [before, now] = [new Map<string, HttpResponse>(), new Map<string, HttpResponse>()];
  let times = new Map<string, number>();
  const around =
    (transport: Transport): Transport =>
    async (request) => {
      // The time since which something is asked for differs from run to run.
      const { pathname, search } = new URL(request.url);
      const asked = `${request.method} ${pathname}${search.replace(/\d{4}-\d\d-\d\dT[^&]*/g, '')}`;
      const count = (times.get(asked) ?? 0) + 1;
      times.set(asked, count);
      const old = before.get(asked);
      if (old && late.behind?.(pathname, count)) {
        late.hits += 1;
        return old;
      }
      const answer = await transport(request);
      now.set(asked, answer);
      return answer;
    };
  const settings: Partial<Settings> = {
    mapping: { from: 'inline', text: JSON.stringify({ resources: [repositories, pullRequests, pipelines] }) },
    mode: 'incremental',
  };
  const product = trusted({ around }, settings);
  product.port.seedBlueprints(
    BLUEPRINTS.map((identifier) => ({
      identifier,
      title: identifier,
      schema: { properties: {} },
      relations: {},
    })),
  );
  const run = async (more: Partial<Settings> = {}) => {
    [before, now, times] = [new Map([...before, ...now]), new Map(), new Map()];
    const ended = await product.sync(more);
    assert.equal(ended.report.run.status, 'succeeded');
    await product.clock.sleep(15 * MINUTE);
    return ended;
  };
  for (let i = 0; i < 4; i += 1) await run();
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const titles = () =>
    BLUEPRINTS.flatMap((blueprint) => product.port.entities(blueprint)).map(({ title }) => title);
  return { product, organisation, late, run, titles };
}

const pullRequest = (organisation: Organisation) =>
  organisation.find('pull-request', ({ status }) => status === 'active');

const cases: Record<
  string,
  { change(organisation: Organisation): void; behind(path: string, times: number): boolean }
> = {
  'a pull request that its repository has as it was, for some time': {
    change: (organisation) => pullRequest(organisation).update({ title: 'Renamed' }),
    behind: (path) => /\/repositories\/[^/]+\/pullrequests/i.test(path),
  },
  'a pipeline of a list that is read for the second time': {
    change: (organisation) => organisation.find('pipeline').update({ name: 'Renamed' }),
    behind: (path, times) => /\/pipelines$/.test(path) && times > 1,
  },
  'a repository of a list that is read for the second time': {
    change: (organisation) =>
      organisation.find('repository', ({ isDisabled }) => !isDisabled).update({ name: 'Renamed' }),
    behind: (path, times) => /\/repositories$/.test(path) && times > 1,
  },
};

for (const [what, { change, behind }] of Object.entries(cases))
  test(`what one server tells and another does not know yet is brought by the next increment: ${what}`, async () => {
    const { organisation, product, late, run, titles } = await synced();
    change(organisation);
    await product.clock.sleep(MINUTE);
    late.behind = behind;
    await run();
    assert.ok(late.hits > 0);
    assert.ok(!titles().includes('Renamed'), 'written from what is behind');
    delete late.behind;
    const { report } = await run();
    assert.notEqual(report.run.increments?.since, undefined);
    assert.ok(titles().includes('Renamed'));
    // The run that finds it so again, and those after it, read nothing for it.
    await run();
    const asked = async () => {
      const from = product.azureDevOps.requests.length;
      assert.deepEqual((await run()).changes, []);
      return product.azureDevOps.requests.length - from;
    };
    const quiet = await asked();
    assert.equal(await asked(), quiet);
    assert.ok(
      !product.azureDevOps.requests.slice(-quiet).some(({ url }) => /repositories\/[^/]+\/pullr/i.test(url)),
    );
  });

/** Changes, each of which is taken back by what it gives, and the kind that a run of a part reads. */
const takenBack: Record<string, (organisation: Organisation) => () => void> = {
  'pull-request'(organisation) {
    const { item, update } = pullRequest(organisation);
    const { title } = item;
    update({ title: 'Renamed' });
    return () => update({ title });
  },
  repository(organisation) {
    const { item, update } = organisation.find('repository', ({ isDisabled }) => !isDisabled);
    const { name } = item;
    update({ name: 'Renamed' });
    return () => update({ name });
  },
};

for (const [kind, change] of Object.entries(takenBack))
  test(`what a run of a part brought and was taken back since is found by the next increment: ${kind}`, async () => {
    const { organisation, product, run, titles } = await synced();
    const before = titles().sort();
    const takeBack = change(organisation);
    await product.clock.sleep(MINUTE);
    await run({ mode: 'sync', scope: { ...EVERYTHING, part: { only: [kind], projects: [] } } });
    assert.ok(titles().includes('Renamed'));
    takeBack();
    const { report } = await run();
    assert.notEqual(report.run.increments?.since, undefined);
    assert.deepEqual(titles().sort(), before);
  });
