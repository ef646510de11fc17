import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { guarded, signsIn } from '../../../../src/serve/http/basic-credentials.ts';
import type { ServedRequest } from '../../../../src/serve/http/http-server.ts';
import { createMetrics } from '../../../../src/serve/status/serve-metrics.ts';
import { statusPage } from '../../../../src/serve/status/status-page.ts';
import { statusRoutes } from '../../../../src/serve/status/status-routes.ts';
import { at, resyncOf, viewOf } from '../support/view.ts';

const request = (query = '', authorization?: string): ServedRequest => ({
  headers: authorization === undefined ? {} : { authorization },
  query: new URLSearchParams(query),
  body: async () => 'cut off',
});

test('the status page tells how it stands, and has the last resyncs with their reports', () => {
  const running = { number: 4, kind: 'full' as const, reasons: ['request' as const], startedAt: at - 90_000 };
  const page = statusPage(
    viewOf({
      running,
      waiting: ['schedule'],
      full: { failures: 1, succeededAt: at - 40_000, dueAt: at + 60_000 },
      incremental: { failures: 0, dueAt: at },
      ended: [
        resyncOf(3, { kind: 'incremental' }),
        resyncOf(2, { status: 'failed', failure: 'The token has expired.' }),
        resyncOf(1),
      ],
    }),
  );
  for (const words of [
    'The last full resync failed.',
    'resync 4 (request in Port), full, for 1 min 30 s',
    'a resync (schedule)',
    'the last success 40 s ago (2026-11-29 07:59:20 UTC), 1 failed since, the next in 1 min',
    'none has succeeded yet, the next is due',
    '>changes<',
    'href="/status/report?resync=1"',
    'The token has expired.',
    'answered 5 s ago (2026-11-29 07:59:55 UTC)',
  ])
    assert.ok(page.includes(words), words);
});

test('the status page tells of a Port that does not answer, and of a process that does no resyncs', () => {
  const failing = { failingSince: at - 60_000, failure: 'no way there' };
  assert.match(statusPage(viewOf({ port: failing })), /Port does not answer\..*no way there/s);
  const { resyncs: _, ...view } = viewOf();
  assert.match(statusPage(view), /This process does no resyncs/);
  assert.match(statusPage(viewOf({ ended: [] })), /The first resync has not ended yet/);
});

test('the status page tells of subscriptions by their state, and why some are missing', () => {
  const states = { enabled: 90, onProbation: 2, disabledByUser: 0 };
  const reasons = ['"<b>": the permission Edit subscriptions is missing.'];
  const page = statusPage({
    ...viewOf(),
    hooks: { states, wanted: 96, missing: 4, failures: 0, checkedAt: at, reasons },
  });
  for (const words of [
    '96, of which 4 are missing',
    '90 enabled, 2 restricted',
    'Edit subscriptions is missing',
  ])
    assert.ok(page.includes(words), words);
  assert.ok(!page.includes('<b>'));
});

test('the status page says first that events wait', () => {
  const counts = { created: 0, updated: 0, unchanged: 0, deleted: 0, refused: 0 };
  const events = { received: {}, waiting: 3, oldestAt: at - 61_000, failure: 'no way there', ...counts };
  const page = statusPage(viewOf({}, { events }));
  assert.match(page, /Events wait\.<.*3 items, the first for 1 min 01 s.*no way there/s);
});

test('text from outside is no markup on the status page', () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e##vso[task.complete]';
  const page = statusPage(
    viewOf(
      {
        ended: [resyncOf(1, { status: 'failed', failure: hostile })],
        port: { failingSince: at, failure: hostile },
      },
      { identifier: hostile, organisations: [hostile] },
    ),
  );
  assert.doesNotMatch(page, /<script|<img|\u202e|##vso/);
  assert.match(page, /default-src 'none'/);
});

test('a report is shown in a sandbox, and nothing else of the disk is', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'status-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'summary.html'), '<p>the report</p>');
  const { summary: _, ...without } = resyncOf(2, { directory });
  const view = viewOf({ ended: [resyncOf(3), without, resyncOf(1, { directory })] });
  const routes = statusRoutes(
    () => view,
    createMetrics(),
    (text) => text,
  );
  const report = (query: string) => routes['GET /status/report']?.(request(query));
  const answer = await report('resync=1');
  assert.equal(String(answer?.body), '<p>the report</p>');
  assert.equal(answer?.headers?.['content-security-policy'], 'sandbox allow-scripts');
  for (const query of ['', 'resync=2', 'resync=3', 'resync=9', 'resync=../1', 'resync=1.0'])
    assert.equal((await report(query))?.status, 404, query);
});

test('secrets are masked on the status page', async () => {
  const view = viewOf({ port: { failingSince: at, failure: 'it is hunter2' } });
  const routes = statusRoutes(
    () => view,
    createMetrics(),
    (text) => text.replaceAll('hunter2', '***'),
  );
  assert.doesNotMatch(String(routes['GET /status']().body), /hunter2/);
});

test('who signs in with user name and password sees it, and nobody else', async () => {
  const credentials = { username: 'status', password: 'p\u00e4ss:word of length' };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const right = basic(`status:${credentials.password}`);
  assert.ok(signsIn(right, credentials));
  assert.ok(signsIn(right.replace('Basic', 'basic'), credentials));
  for (const wrong of [
    undefined,
    '',
    'Basic',
    'Basic ====',
    `Bearer ${right.slice(6)}`,
    basic('status:'),
    basic(`Status:${credentials.password}`),
    basic(credentials.password),
    `Basic ${'a'.repeat(10_000)}`,
  ])
    assert.equal(signsIn(wrong, credentials), false, wrong?.slice(0, 40));
  const routes = guarded({ 'GET /x': () => ({ status: 200 }) }, credentials);
  const refused = await routes['GET /x']?.(request());
  assert.deepEqual(
    [refused?.status, refused?.headers?.['www-authenticate']?.slice(0, 12)],
    [401, 'Basic realm='],
  );
  assert.equal((await routes['GET /x']?.(request('', right)))?.status, 200);
});
