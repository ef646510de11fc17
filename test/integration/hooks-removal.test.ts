import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHooksWorld, target } from './support/hooks.ts';

const count = 31;

test('all that this installation has made goes, whatever it is of, and nothing else', async () => {
  const world = createHooksWorld({ projects: 2 });
  await world.keep();
  const [one] = world.all();
  assert.ok(one);
  one.status = 'disabledByUser';
  const mark = { installation: 'fedcba9876543210', credentials: '00000' };
  await world.keep({
    target: target({ url: 'https://staging.example/integration/webhook', mark }),
    kinds: new Set(['branch']),
  });
  const others = world.keys().filter((key) => key.includes('staging'));
  assert.ok(others.length > 0);
  const outcome = await world.remove();
  assert.deepEqual(outcome, { removed: 2 * count, failures: [], doubts: [] });
  assert.deepEqual(world.keys(), others);
});

test('where subscriptions may not be seen, none that is listed is no proof that there is none', async () => {
  const world = createHooksWorld({ projects: 2 });
  await world.keep();
  const [first] = world.projects;
  world.hooks.rights.set(`PublisherSecurity/${first?.id}`, 2 + 4);
  const missing = new RegExp(`"${first?.name}": the permission View subscriptions is missing`);
  const { removed, failures, doubts } = await world.remove();
  assert.deepEqual([removed, failures], [count, []]);
  assert.match(doubts.join(), missing);
  // A removal that does nothing and proves nothing is a failure.
  const again = await world.remove();
  assert.equal(again.removed, 0);
  assert.match(again.failures.join(), missing);
});

test('where nothing tells whether they are seen, that is told', async () => {
  const world = createHooksWorld({ projects: 2 });
  await world.keep();
  world.hooks.hidesRights = true;
  world.hooks.usual = 2 + 4;
  const { removed, failures } = await world.remove();
  assert.equal(removed, 0);
  assert.match(failures.join(), /the organisation, "[^"]+", "[^"]+": .* whether this credential sees/);
  world.hooks.usual = 7;
  // Subscriptions of the whole organisation: none may mean that they may not be seen.
  const { removed: seen, doubts } = await world.remove();
  assert.equal(seen, 2 * count);
  assert.match(doubts.join(), /^the organisation: /);
});

test('where the projects are not listed, that is told, and what is seen goes', async () => {
  const world = createHooksWorld({ projects: 2 });
  await world.keep();
  world.emulator.faults.push({
    match: (_, route) => route === '/_apis/projects',
    times: Number.POSITIVE_INFINITY,
    fault: { type: 'status', status: 404, body: 'no such page' },
  });
  const { removed, failures } = await world.remove();
  assert.equal(removed, 2 * count);
  assert.match(failures.join(), /Could not read the projects/);
});
