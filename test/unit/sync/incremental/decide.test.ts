import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decided, iso, MINUTE, now, type Situation } from './support/decided.ts';

const whyFull = async (situation?: Situation): Promise<string | undefined> => (await decided(situation)).full;

/** Cursors of a full sync an hour ago, and of increments after it, with a list of changes that lags behind. */
const fresh = {
  project: now - 60 * MINUTE,
  // Each list has its own.
  repository: 0,
  'work-item': now - 15 * MINUTE,
  build: now - 30 * MINUTE,
};

test('with all cursors a run reads increments, from five minutes before the oldest of them', async () => {
  const decision = await decided({ cursors: fresh });
  assert.ok(decision.full === undefined);
  assert.equal(decision.since.getTime(), now - 35 * MINUTE);
  assert.deepEqual(
    decision.feeds.map(({ name }) => name),
    ['work items', 'builds'],
  );
});

test('where no list lags behind, one cursor is enough for all', async () => {
  const { project } = fresh;
  const decision = await decided({ cursors: { project, repository: now - 10 * MINUTE } });
  assert.ok(decision.full === undefined);
  assert.equal(decision.since.getTime(), now - 15 * MINUTE);
});

test('without any one of them it is a full sync', async () => {
  for (const missing of Object.keys(fresh)) {
    const cursors: Record<string, number> = { ...fresh };
    delete cursors[missing];
    assert.match((await whyFull({ cursors })) ?? '', /there is no cursor/, missing);
  }
});

test('an answer of Port that is no time is no cursor', async () => {
  const answers = [{}, null, 'ok', { cursor: null }, { cursor: {} }, { cursor: { primary: 'yesterday' } }];
  for (const wrong of answers)
    assert.match((await whyFull({ answer: () => wrong })) ?? '', /there is no cursor/, JSON.stringify(wrong));
});

test('where Port refuses them the run is a full one that keeps none', async () => {
  const decision = await decided({
    answer() {
      throw new Error('403');
    },
  });
  assert.match(decision.full ?? '', /does not tell its cursors \(403\)/);
  assert.equal(decision.book, undefined);
});

test('a time that is still to come, of the last full sync or of a list of changes, makes it a full sync', async () => {
  for (const ahead of Object.keys(fresh))
    assert.match(
      (await whyFull({ cursors: { ...fresh, [ahead]: now + 24 * 60 * MINUTE } })) ?? '',
      /is still to come/,
      ahead,
    );
  assert.equal(await whyFull({ cursors: { ...fresh, project: now + MINUTE } }), undefined, 'clocks differ');
});

test('a cursor that is more than a week older than the last full sync, of whatever process, makes it one', async () => {
  const DAY = 24 * 60 * MINUTE;
  const reason = /a cursor is more than a week older than the last full sync/;
  const old = { ...fresh, 'work-item': now - 8 * DAY };
  assert.match((await whyFull({ cursors: old })) ?? '', reason);
  assert.equal(await whyFull({ cursors: { ...old, 'work-item': now - 6 * DAY } }), undefined);
  // The folder of a state from long ago, while full syncs went on elsewhere.
  const longAgo = Object.fromEntries(Object.keys(fresh).map((kind) => [kind, Date.UTC(1999, 0)]));
  const resyncState = { status: 'completed', lastResyncStart: iso(now - 60 * MINUTE) };
  assert.match((await whyFull({ cursors: longAgo, resyncState })) ?? '', reason);
});

test('a full sync is due after fullEvery, whatever Port says of one that did not end or is still to come', async () => {
  const cursors = { ...fresh, project: now - 25 * 60 * MINUTE };
  const of = (status: string, start: string) =>
    whyFull({ cursors, resyncState: { status, lastResyncStart: start } });
  const recent = iso(now - 60 * MINUTE);
  assert.equal(await of('completed', recent), undefined);
  for (const [status, start] of [
    ['failed', recent],
    ['running', recent],
    ['aborted', recent],
    ['completed', iso(now + 60 * MINUTE)],
    ['completed', 'soon'],
  ] as const)
    assert.match((await of(status, start)) ?? '', /the last full sync began/, `${status} ${start}`);
});

test('a resync that somebody asked for since is one, and one from before it is not', async () => {
  assert.match(
    (await whyFull({ cursors: fresh, resyncRequest: now - MINUTE })) ?? '',
    /somebody asked for a resync/,
  );
  assert.equal(await whyFull({ cursors: fresh, resyncRequest: now - 120 * MINUTE }), undefined);
});
