import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAlarm } from '../../../../src/serve/resyncs/alarm.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';

const alarmOf = () => {
  const clock = virtualClock();
  const end = new AbortController();
  const rung: number[] = [];
  const begun = clock.now();
  const alarm = createAlarm(clock, end.signal, () => rung.push(clock.now() - begun));
  return { clock, end, rung, alarm, begun };
};

test('an alarm rings once, at its time', async () => {
  const { clock, rung, alarm, begun } = alarmOf();
  alarm.set(1_000);
  assert.equal(alarm.at, begun + 1_000);
  await clock.sleep(5_000);
  assert.deepEqual([rung, alarm.at], [[1_000], undefined]);
});

test('one that is set anew or let be does not ring for what was before', async () => {
  const { clock, rung, alarm } = alarmOf();
  alarm.set(1_000);
  alarm.set(3_000);
  await clock.sleep(2_000);
  assert.deepEqual(rung, []);
  await clock.sleep(2_000);
  assert.deepEqual(rung, [3_000]);
  alarm.set(1_000);
  alarm.set(undefined);
  await clock.sleep(2_000);
  assert.deepEqual([rung, alarm.at], [[3_000], undefined]);
});

test('none rings when the process ends', async () => {
  const { clock, end, rung, alarm } = alarmOf();
  alarm.set(1_000);
  end.abort();
  await clock.sleep(2_000);
  assert.deepEqual(rung, []);
});
