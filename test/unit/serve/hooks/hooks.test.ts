import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HooksOutcome } from '../../../../src/hooks/outcome/hooks-outcome.ts';
import { FIRST_CHECK, type HooksReport } from '../../../../src/hooks/outcome/hooks-protocol.ts';
import type { Host } from '../../../../src/host/types.ts';
import { createHooks } from '../../../../src/serve/hooks/hooks.ts';
import type { RunEnd } from '../../../../src/serve/process/run-process.ts';
import type { ServeSettings } from '../../../../src/settings/types.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import { hooksOutcome } from '../../../support/hooks-outcome.ts';
import { listeningLog } from '../../../support/log.ts';

const MINUTE = 60_000;

const outcome = (changed: Partial<HooksOutcome> = {}) => hooksOutcome(3, changed);

/** Checks as the test says, each of which takes a second; without a report it is a crash. */
const hooksOf = (reports: (HooksReport | undefined)[]) => {
  const clock = virtualClock();
  const { log, lines } = listeningLog();
  const begun: { at: number; isFirst: boolean }[] = [];
  const missed: string[] = [];
  const end = new AbortController();
  const from = clock.now();
  const hooks = createHooks(
    {
      own: { hooks: { url: 'https://catalog.example/integration/webhook' } } as ServeSettings,
      host: { log, environment: {}, input: () => undefined, mask: (text: string) => text } as unknown as Host,
      clock,
      signal: end.signal,
      catchUp: (why) => missed.push(why),
    },
    ({ environment, heard }) => {
      const report = reports[Math.min(begun.length, reports.length - 1)];
      begun.push({ at: (clock.now() - from) / MINUTE, isFirst: environment[FIRST_CHECK] === 'true' });
      const ended = clock.sleep(1_000).then((): RunEnd => {
        if (report) heard?.(report);
        return { code: report ? 0 : 1, signal: null };
      });
      return { ended, send() {}, cancel() {} };
    },
  );
  const after = (minutes: number) => clock.sleep(from + minutes * MINUTE - clock.now());
  return { hooks, clock, begun, missed, lines, after, end, from };
};

const good: HooksReport = { outcomes: [outcome()], failures: [] };
const times = (begun: readonly { at: number }[]) => begun.map(({ at }) => Math.round(at));

test('subscriptions are checked at the start, and an hour later', async () => {
  const { hooks, begun, after, end } = hooksOf([good]);
  hooks.begin();
  await after(130);
  end.abort();
  assert.deepEqual(times(begun), [0, 60, 120]);
  assert.deepEqual(
    begun.map(({ isFirst }) => isFirst),
    [true, false, false],
  );
});

test('a check that fails is tried again, later each time, and is the first until one succeeds', async () => {
  const failed: HooksReport = { outcomes: [], failures: ['Subscriptions of contoso: no way there.'] };
  const { hooks, begun, after, end, lines } = hooksOf([undefined, failed, undefined, good, good]);
  hooks.begin();
  await after(40);
  assert.deepEqual(times(begun), [0, 5, 15, 35]);
  assert.deepEqual(
    begun.map(({ isFirst }) => isFirst),
    [true, true, true, true],
  );
  assert.equal(hooks.view().failures, 0);
  assert.equal(hooks.view().failure, undefined);
  await after(100);
  end.abort();
  assert.deepEqual(begun[4], { at: begun[4]?.at, isFirst: false });
  assert.match(lines.join('\n'), /were not checked: the process that does it ended \(exit code 1\)/);
  assert.match(lines.join('\n'), /Subscriptions of contoso: no way there/);
});

test('while some are restricted they are looked at every 20 minutes, and what changed is read', async () => {
  const states = { ...outcome().states, onProbation: 1 };
  const report = { outcomes: [outcome({ states, mayHaveMissed: true })], failures: [] };
  const { hooks, begun, after, end, missed } = hooksOf([report, report, good]);
  hooks.begin();
  await after(45);
  end.abort();
  assert.deepEqual(times(begun), [0, 20, 40]);
  assert.equal(missed.length, 2);
});

test('a resync has them checked, but for one that begins a moment after a check', async () => {
  const { hooks, begun, after, end } = hooksOf([good]);
  hooks.begin();
  hooks.check();
  await after(0.5);
  hooks.check();
  await after(10);
  hooks.check();
  await after(20);
  end.abort();
  assert.deepEqual(times(begun), [0, 10]);
});

test('an event without the credentials is refused when the subscriptions have them, or an hour has gone', async () => {
  const one = hooksOf([good]);
  assert.equal(one.hooks.refuses(), false);
  one.hooks.begin();
  await one.after(1);
  assert.equal(one.hooks.refuses(), true);
  one.end.abort();
  const other = hooksOf([undefined]);
  other.hooks.begin();
  await other.after(59);
  assert.equal(other.hooks.refuses(), false);
  await other.after(61);
  assert.equal(other.hooks.refuses(), true);
  other.end.abort();
});

test('what is seen of several organisations is their sum, and stays when a later check fails', async () => {
  const report = { outcomes: [outcome(), outcome({ missing: 2, reasons: ['why'] })], failures: [] };
  const { hooks, after, end } = hooksOf([report, undefined]);
  hooks.begin();
  await after(61);
  end.abort();
  const { states, wanted, missing, reasons, failures, failure, checkedAt } = hooks.view();
  assert.deepEqual([states.enabled, wanted, missing, reasons, failures], [6, 6, 2, ['why'], 1]);
  assert.match(failure ?? '', /exit code 1/);
  assert.ok(checkedAt !== undefined);
});
