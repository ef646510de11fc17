import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Transport } from '../../src/http/types.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { onto, projects, repositories, trusted } from './support/trust.ts';

/** Increments that write and then end early, and whose changes are taken back before the next one looks. */

const MINUTE = 60_000;
const pullRequests = onto('pull-request', 'pullRequest', {
  identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
  title: '.title + " (" + .status + ")"',
});

/** A product with a full sync and increments behind it, and something that may happen after each answer of Port. */
async function synced(more: Partial<Settings> = {}) {
  const hooks: { answered?(url: string): void } = {};
  const product = trusted(
    {
      aroundPort:
        (transport): Transport =>
        async (request) => {
          const answer = await transport(request);
          hooks.answered?.(request.url);
          return answer;
        },
    },
    {
      mapping: {
        from: 'inline',
        text: JSON.stringify({ resources: [projects, repositories, pullRequests] }),
      },
      mode: 'incremental',
      ...more,
    },
  );
  product.port.seedBlueprints([
    { identifier: 'pullRequest', title: 'Pull request', schema: { properties: {} }, relations: {} },
  ]);
  const quarter = () => product.clock.sleep(15 * MINUTE);
  for (let run = 0; run < 3; run += 1) {
    await product.sync();
    await quarter();
  }
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const titles = () =>
    ['repository', 'pullRequest']
      .flatMap((blueprint) => product.port.entities(blueprint))
      .map(({ identifier, title }) => `${identifier} ${title}`)
      .sort();
  return { product, organisation, hooks, quarter, titles };
}

type Synced = Awaited<ReturnType<typeof synced>>;

/** Changes, each of which can be taken back. */
const changes: Record<string, (organisation: Organisation, now: number) => () => void> = {
  'a repository that was renamed'(organisation) {
    const { item, update } = organisation.find('repository', ({ isDisabled }) => !isDisabled);
    const { name } = item;
    update({ name: 'for-a-while' });
    return () => update({ name });
  },
  'a pull request that was renamed'(organisation) {
    const { item, update } = organisation.find('pull-request', ({ status }) => status === 'active');
    const { title } = item;
    update({ title: 'For a while' });
    return () => update({ title });
  },
  'pull requests that were abandoned, the last active ones'(organisation, now) {
    const active = [...organisation.all('pull-request')].filter(({ item }) => item.status === 'active');
    const closedDate = new Date(now).toISOString();
    for (const { update } of active) update({ status: 'abandoned', closedDate });
    return () => {
      for (const { update } of active) update({ status: 'active' });
    };
  },
};

const endings: Record<string, (product: Synced['product']) => void> = {
  'is killed': (product) => product.kill(),
  'is cancelled': (product) => product.stop(new Cancelled('The job was cancelled.')),
  'keeps no cursor': ({ port }) => {
    port.faults = [{ match: /cursor/, fault: { type: 'status', status: 403 }, times: 50 }];
  },
};

for (const [what, change] of Object.entries(changes))
  for (const [ending, end] of Object.entries(endings))
    test(`what an increment wrote that ${ending}, and was taken back since, is found: ${what}`, async () => {
      const { product, organisation, hooks, quarter, titles } = await synced();
      const before = titles();
      const takeBack = change(organisation, product.clock.now());
      await product.clock.sleep(MINUTE);
      hooks.answered = (url) => {
        if (/entities\/bulk/.test(url)) end(product);
      };
      await product.sync();
      assert.notDeepEqual(titles(), before);
      delete hooks.answered;
      product.port.faults = [];
      takeBack();
      await quarter();
      const { report } = await product.sync();
      assert.equal(report.run.status, 'succeeded');
      assert.notEqual(report.run.increments?.since, undefined);
      assert.deepEqual(titles(), before);
    });

for (const [what, change] of Object.entries(changes))
  test(`where no cursor can be kept a full sync reads a change, and finds what was taken back: ${what}`, async (t) => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'cursors-'));
    t.after(() => rm(stateDirectory, { recursive: true }));
    const { product, organisation, quarter, titles } = await synced({ stateDirectory });
    const before = titles();
    const takeBack = change(organisation, product.clock.now());
    await product.clock.sleep(MINUTE);
    // A full disk: the cursors can be read, and no file can be written beside them.
    await mkdir(join(stateDirectory, 'cursors.json.new'));
    const { report } = await product.sync();
    assert.match(report.run.increments?.full ?? '', /cursor could not be kept/);
    assert.notDeepEqual(titles(), before);
    takeBack();
    await quarter();
    await product.sync();
    assert.deepEqual(titles(), before);
  });
