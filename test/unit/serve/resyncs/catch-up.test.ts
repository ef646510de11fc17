import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatchUp } from '../../../../src/serve/resyncs/catch-up.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import { listeningLog } from '../../../support/log.ts';

const catchUpOf = (does = true) => {
  const clock = virtualClock();
  const { log, lines } = listeningLog();
  let asked = 0;
  const ask = () => {
    asked += 1;
  };
  const { signal } = new AbortController();
  const catchUp = createCatchUp({ clock, signal, log, ask: does ? ask : undefined });
  return { clock, catchUp, lines, asked: () => asked };
};

const MINUTE = 60_000;

test('what may have been missed is caught up with at once, and what follows in a quarter of an hour together', async () => {
  const { clock, catchUp, lines, asked } = catchUpOf();
  catchUp('a subscription was on probation');
  assert.equal(asked(), 1);
  assert.match(lines.join(), /What changed .* a subscription was on probation\./);
  await clock.sleep(MINUTE);
  for (let n = 0; n < 100; n += 1) catchUp(`reason ${n}`);
  catchUp('reason 0');
  assert.equal(asked(), 1);
  await clock.sleep(15 * MINUTE);
  assert.equal(asked(), 2);
  assert.match(lines.at(-1) ?? '', /reason 0; reason 1; .*reason 9\.$/);
  await clock.sleep(60 * MINUTE);
  assert.equal(asked(), 2);
  catchUp('later');
  assert.equal(asked(), 3);
});

test('a process that leaves resyncs to another one warns', () => {
  const { catchUp, lines } = catchUpOf(false);
  catchUp('an event was too large to be read');
  assert.match(lines.join(), /warn.*: Something may have been missed .*too large/);
});
