import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextBySchedule, scheduleIn, scheduleText } from '../../../src/settings/schedule.ts';

const since = Date.UTC(2026, 10, 29, 8);
const MINUTE = 60_000;

test('a schedule is handed on as text', () => {
  const schedule = { since, minutes: 120 };
  assert.equal(scheduleText(schedule), 'R/2026-11-29T08:00:00.000Z/PT120M');
  assert.deepEqual(scheduleIn(scheduleText(schedule)), schedule);
  for (const text of [undefined, '', 'R//PT5M', 'R/x/PT5M', 'R/2026-11-29T08:00:00.000Z/PT0M', '5'])
    assert.equal(scheduleIn(text), undefined, text);
});

test('the next time of a schedule is the next multiple of its interval, the first one an interval after its begin', () => {
  const next = (minutes: number) =>
    (nextBySchedule({ since, minutes: 30 }, since + minutes * MINUTE) - since) / MINUTE;
  assert.deepEqual([-100, 0, 1, 29.9, 30, 31, 300].map(next), [30, 30, 30, 30, 60, 60, 330]);
});
