import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitForOtherRun } from '../../../../src/port/integration/overlap.ts';
import type { Port } from '../../../../src/port/port.ts';
import { identifier, portAndClient } from '../support.ts';

const minute = 60_000;

const running = (minutesAgo: number | undefined, limit = 30 * minute) => {
  const made = portAndClient();
  const start =
    minutesAgo === undefined ? null : new Date(made.clock.now() - minutesAgo * minute).toISOString();
  const resyncState = { status: 'running', lastResyncStart: start, lastResyncEnd: null };
  made.emulator.seedIntegration({ identifier, resyncState });
  const wait = () => waitForOtherRun(made.port, { clock: made.clock, log: made.log, limit });
  const asked = () => made.counts()['GET /v1/integration/{integration}'] ?? 0;
  return { ...made, wait, asked };
};

test('nothing is waited for where no integration or no other run is', async () => {
  const none = portAndClient();
  await waitForOtherRun(none.port, { clock: none.clock, log: none.log, limit: minute });
  const idle = running(5);
  idle.emulator.seedIntegration({ identifier, resyncState: { status: 'completed' } });
  await idle.wait();
  assert.equal(idle.asked(), 1);
});

test('another run is waited for until it ends', async () => {
  const { wait, emulator, clock, log, asked } = running(5);
  const begun = clock.now();
  const waiting = wait();
  await clock.sleep(4 * minute);
  emulator.seedIntegration({ identifier, resyncState: { status: 'completed' } });
  await waiting;
  assert.ok(clock.now() - begun < 5 * minute);
  assert.ok(asked() > 2);
  assert.match(log.lines[0] ?? '', /warn: Another run .* waiting for its end, at most until/);
  assert.equal(log.lines.filter((line) => line.startsWith('warn')).length, 1);
});

test('a run that does not end is given way to at the limit, with what to do', async () => {
  const { wait, clock } = running(5);
  const begun = clock.now();
  await assert.rejects(wait(), (error: Error & { hint?: string }) => {
    assert.equal(error.name, 'UserError');
    assert.match(error.message, /at work since 2026-.*after 30 minutes of waiting/);
    assert.match(error.hint ?? '', /its mark is ignored from 2026-/);
    return true;
  });
  assert.equal(clock.now() - begun, 30 * minute);
});

test('a wait of seconds is told in seconds', async () => {
  await assert.rejects(running(5, 3_000).wait(), /still was after 3 s of waiting/);
});

test('without a limit it gives way at once', async () => {
  const { wait, asked } = running(5, 0);
  await assert.rejects(wait(), { name: 'UserError' });
  assert.equal(asked(), 1);
});

test('a mark left by a run that died an hour ago blocks nobody', async () => {
  const { wait, asked } = running(60);
  await wait();
  assert.equal(asked(), 1);
});

test('a mark that becomes stale while it is waited for ends the waiting', async () => {
  const { wait, clock } = running(50);
  const begun = clock.now();
  await wait();
  assert.equal(clock.now() - begun, 10 * minute);
});

for (const [what, minutesAgo] of [
  ['without a start', undefined],
  ['with a start far in the future', -600],
] as const) {
  test(`a mark ${what} blocks nobody`, async () => {
    const { wait } = running(minutesAgo);
    await wait();
  });
}

test('a start a little ahead of this clock is that of a running one', async () => {
  const { wait } = running(-2, 0);
  await assert.rejects(wait(), { name: 'UserError' });
});

test('waiting ends with the run’s own cancellation', async () => {
  const { port, clock, log } = running(5);
  const stop = new AbortController();
  const waiting = waitForOtherRun(port, { clock, log, limit: 30 * minute, signal: stop.signal });
  setImmediate(() => stop.abort(new Error('cancelled')));
  await assert.rejects(waiting, /cancelled/);
});

for (const hours of [-3, 0, 3])
  for (const [minutesAgo, blocks] of [
    [1, true],
    [4, true],
    [5, false],
    [90, false],
  ] as const)
    test(`a mark good for 5 minutes that is ${minutesAgo} minutes old ${blocks ? 'blocks' : 'is dead'} by Port’s clock, on a machine ${hours} hours off`, async () => {
      const { clock, log } = portAndClient();
      const now = Date.UTC(2026, 0, 5, 12);
      const at = (minutes: number) => new Date(now + minutes * minute).toISOString();
      const resyncState = {
        status: 'running',
        lastResyncStart: at(-minutesAgo),
        nextResync: at(5 - minutesAgo),
        intervalInMinuets: null,
      };
      const port = {
        identifier,
        integration: async () => ({
          identifier,
          installationAppType: 'azure-devops',
          config: null,
          resyncState,
        }),
        time: () => now,
      } as unknown as Port;
      const off = { ...clock, now: () => now + hours * 60 * minute };
      const ended = waitForOtherRun(port, { clock: off, log, limit: 0 });
      if (blocks) await assert.rejects(ended, { name: 'UserError' });
      else assert.equal((await ended).dead?.startsWith(resyncState.lastResyncStart), true);
    });
