import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Integration } from '../../../../src/port/types.ts';
import { createPortWatch, type PortWatchOptions } from '../../../../src/serve/resyncs/port-watch.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';

const integrationWith = (config: object, more: Partial<Integration> = {}): Integration => ({
  identifier: 'lab',
  installationAppType: 'azure-devops',
  config: config as Integration['config'],
  ...more,
});

/** A watch of a Port that the test changes; `ahead`: Port's clock against this one's, ms. */
const watchOf = ({ ahead = 0, ...options }: Partial<PortWatchOptions> & { ahead?: number } = {}) => {
  const clock = virtualClock();
  const port: { integration?: Integration; request?: number; fails?: string } = {};
  const asked: string[] = [];
  let clients = 0;
  const watch = createPortWatch({
    connect() {
      clients += 1;
      return {
        integration: async () => {
          if (port.fails) throw new Error(port.fails);
          return port.integration;
        },
        resyncRequest: async () => port.request,
        time: () => clock.now() + ahead,
      };
    },
    clock,
    resyncOnStart: true,
    followsMapping: true,
    ask: (reason) => asked.push(reason),
    ...options,
  });
  const look = async () => {
    asked.length = 0;
    const reach = await watch.look();
    return { reach, asked: [...asked] };
  };
  return { port, look, clock, clients: () => clients };
};

const resources = (kind: string) => ({ resources: [{ kind }] });

test('a request that is newer than the last one asks for a resync, once', async () => {
  const { port, look, clock } = watchOf();
  port.integration = integrationWith(resources('project'));
  assert.deepEqual((await look()).asked, []);
  await clock.sleep(60_000);
  port.request = clock.now();
  assert.deepEqual((await look()).asked, ['request']);
  assert.deepEqual((await look()).asked, []);
  port.request += 5_000;
  assert.deepEqual((await look()).asked, ['request']);
});

for (const ahead of [-3_600_000, 0, 3_600_000])
  test(`a request from before the start is answered by the resync at the start (Port’s clock ${ahead} ms ahead)`, async () => {
    const { port, look, clock } = watchOf({ ahead });
    port.request = clock.now() + ahead - 60_000;
    assert.deepEqual((await look()).asked, []);
    await clock.sleep(10_000);
    port.request = clock.now() + ahead;
    assert.deepEqual((await look()).asked, ['request']);
  });

test('without a resync at the start, a request counts that is newer than the last state of a run', async () => {
  const { port, look, clock } = watchOf({ resyncOnStart: false });
  const updatedAt = new Date(clock.now() - 600_000).toISOString();
  port.integration = integrationWith(resources('project'), { resyncState: { updatedAt } });
  port.request = clock.now() - 300_000;
  assert.deepEqual((await look()).asked, ['request']);
});

test('another mapping asks for a resync, and the same one in another order of its keys does not', async () => {
  const { port, look } = watchOf();
  port.integration = integrationWith({ resources: [{ kind: 'project', port: 1 }], a: 1 });
  assert.deepEqual((await look()).asked, []);
  port.integration = integrationWith({ a: 1, resources: [{ port: 1, kind: 'project' }] });
  assert.deepEqual((await look()).asked, []);
  port.integration = integrationWith({ a: 1, resources: [{ port: 2, kind: 'project' }] });
  assert.deepEqual((await look()).asked, ['mapping']);
  assert.deepEqual((await look()).asked, []);
});

test('a mapping that the first run stores asks for nothing', async () => {
  for (const before of [undefined, integrationWith({})]) {
    const { port, look } = watchOf();
    if (before) port.integration = before;
    assert.deepEqual((await look()).asked, []);
    port.integration = integrationWith(resources('project'));
    assert.deepEqual((await look()).asked, []);
    port.integration = integrationWith(resources('repository'));
    assert.deepEqual((await look()).asked, ['mapping']);
  }
});

test('a mapping that runs do not use is not watched', async () => {
  const { port, look } = watchOf({ followsMapping: false });
  port.integration = integrationWith(resources('project'));
  await look();
  port.integration = integrationWith(resources('repository'));
  assert.deepEqual((await look()).asked, []);
});

test('a Port that fails is told with its beginning, asked by a new client, and looked at anew when it answers', async () => {
  const { port, look, clock, clients } = watchOf();
  port.fails = 'no way there';
  const began = clock.now();
  assert.deepEqual((await look()).reach, { failingSince: began, failure: 'no way there' });
  await clock.sleep(60_000);
  assert.equal((await look()).reach.failingSince, began);
  assert.equal(clients(), 2);
  port.fails = '';
  port.integration = integrationWith(resources('project'));
  const { reach, asked } = await look();
  assert.deepEqual(reach, { succeededAt: clock.now() });
  // The mapping may have changed since a run read it.
  assert.deepEqual(asked, ['mapping']);
  assert.deepEqual((await look()).asked, []);
});
