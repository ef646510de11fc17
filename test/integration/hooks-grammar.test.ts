import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOf } from '../chaos/grammar/grammar.ts';
import { createHooksWorld, doubled, keyOf, secured } from './support/hooks.ts';

const routes = [
  'GET /_apis/hooks/subscriptions',
  'POST /_apis/hooks/subscriptions',
  'PUT /_apis/hooks/subscriptions/{subscription}',
  'DELETE /_apis/hooks/subscriptions/{subscription}',
  'GET /_apis/hooks/publishers/{publisher}/eventtypes',
  'POST /_apis/security/permissionevaluationbatch',
  'GET /_apis/projects',
];

/** Every so many faults are played on a route. */
const STEP = 8;

describe('whatever the service answers', () => {
  for (const [offset, route] of routes.entries())
    it(`to ${route}, no event comes twice, nothing of others is touched, and the next check puts all right`, async () => {
      const names = faultsOf('azureDevOps', route).map(({ name }) => name);
      let played = 0;
      for (const [index, name] of names.entries()) {
        if (index % STEP !== offset % STEP) continue;
        for (const times of [1, Number.POSITIVE_INFINITY]) {
          // Some remember what they saw.
          const fault = faultsOf('azureDevOps', route)[index] ?? assert.fail();
          const world = createHooksWorld({ projects: 1 });
          await world.keep({ target: secured(), kinds: new Set(['work-item', 'build']) });
          const [person, system] = world.all();
          assert.ok(person && system);
          person.status = 'disabledByUser';
          system.status = 'disabledBySystem';
          const foreign = world.hooks.add({
            consumerInputs: { url: 'https://port.example/integration/webhook' },
          });
          const untouched = structuredClone([person, foreign]);
          const key = keyOf(person);
          world.emulator.faults.push({
            match: ({ method }, at) => `${method} ${at}` === route,
            times,
            fault: { type: 'changed', name, undone: fault.undone, change: fault.change },
          });
          const changed = {
            target: secured('changed', '12345'),
            kinds: new Set(['work-item', 'release', 'branch']),
          };
          await world.keep(changed).catch((error) => assert.equal(error?.name, 'AzureDevOpsError', name));
          assert.deepEqual(doubled(world.keys()), [], `${name} × ${times}`);
          world.emulator.faults.length = 0;
          const { missing } = await world.keep(changed);
          const what = `${name} × ${times}`;
          assert.equal(missing, 0, what);
          assert.deepEqual(doubled(world.keys()), [], what);
          assert.deepEqual([person, foreign], untouched, what);
          assert.equal(world.keys().filter((one) => one === key).length, 1, what);
          for (const { consumerInputs, status } of world.all())
            if (consumerInputs.httpHeaders && status !== 'disabledByUser')
              assert.deepEqual([consumerInputs.basicAuthPassword, status], ['changed', 'enabled'], what);
          played += 1;
        }
      }
      assert.ok(played > 30, `${played} played`);
    });
});
