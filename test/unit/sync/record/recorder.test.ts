import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecorder } from '../../../../src/sync/record/recorder.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';

const tool = { name: 'tool', version: '1', runtime: 'Node.js', host: 'terminal' };

test('no phase ends before it began, however the run ends', async () => {
  const clock = virtualClock();
  const recorder = createRecorder(tool, { id: 'run', mode: 'sync' }, clock);
  await clock.sleep(1_000);
  recorder.phase('Read', () => new Promise(() => {}));
  await clock.sleep(4_000);
  const { phases } = recorder.finish([], { how: 'cancelled', reason: 'stopped' });
  assert.deepEqual(phases, [{ name: 'Read', startedSeconds: 1, finishedSeconds: 5 }]);
});

test('counts of changes are those of the run, and examples are the first of each', () => {
  const recorder = createRecorder(tool, { id: 'run', mode: 'plan' }, virtualClock());
  recorder.integrationPlanned({ state: 'existing', setup: [] } as never);
  for (let n = 0; n < 202; n += 1)
    recorder.entityChanged({ action: 'deleted', blueprint: 'service', identifier: `s-${n}` }, false);
  const { changes, plan } = recorder.finish([], { how: 'done' });
  assert.deepEqual(
    changes.map(({ count, examples }) => [count, examples.length]),
    [[202, 50]],
  );
  assert.equal(plan?.blueprints[0]?.counts.delete, 202);
  assert.equal(plan?.blueprints[0]?.delete.length, 50);
});

test('an update that a second resource completes is one entity, with the fields of both', () => {
  const recorder = createRecorder(tool, { id: 'run', mode: 'plan' }, virtualClock());
  const update = (field: string) => ({
    action: 'updated' as const,
    blueprint: 'service',
    identifier: 's',
    fields: [{ field, before: '1', after: '2' }],
  });
  recorder.entityChanged(update('properties.a'), false);
  recorder.entityChanged(update('properties.b'), true);
  const { changes } = recorder.finish([], { how: 'done' });
  assert.equal(changes[0]?.count, 1);
  assert.deepEqual(
    changes[0]?.examples.map(({ fields }) => fields?.map(({ field }) => field)),
    [['properties.a', 'properties.b']],
  );
});

test('a creation that was told without a title is named by the resource that has one', () => {
  const recorder = createRecorder(tool, { id: 'run', mode: 'plan' }, virtualClock());
  const create = (identifier: string) => ({ action: 'created' as const, blueprint: 'service', identifier });
  recorder.entityChanged(create('a'), false);
  recorder.entityChanged({ ...create('b'), title: 'B' }, false);
  recorder.entityNamed('service', 'a', 'A');
  recorder.entityNamed('service', 'b', 'another');
  recorder.entityNamed('service', 'c', 'C');
  const { changes } = recorder.finish([], { how: 'done' });
  assert.deepEqual(
    changes[0]?.examples.map(({ identifier, title }) => [identifier, title]),
    [
      ['a', 'A'],
      ['b', 'B'],
    ],
  );
  assert.equal(changes[0]?.count, 2);
});

test('what is kept of changes in memory has a limit, and counts go on', () => {
  const recorder = createRecorder(tool, { id: 'run', mode: 'plan' }, virtualClock());
  for (let blueprint = 0; blueprint < 400; blueprint += 1)
    for (let n = 0; n < 60; n += 1)
      recorder.entityChanged(
        { action: 'refused', blueprint: `b-${blueprint}`, identifier: `s-${n}`, reason: 'x'.repeat(5_000) },
        false,
      );
  const { changes } = recorder.finish([], { how: 'done' });
  assert.ok(changes.every(({ count }) => count === 60));
  assert.ok(JSON.stringify(changes).length < 9_000_000);
});
