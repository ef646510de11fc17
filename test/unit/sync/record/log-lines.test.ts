import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../../src/lib/log.ts';
import { logDeletions } from '../../../../src/sync/record/log-lines.ts';

const line = (stale: number, planning: boolean): string => {
  const lines: string[] = [];
  const report = { enabled: true, owned: 623, stale, deleted: stale, heldBack: [], threshold: 1, share: 1 };
  logDeletions({ ...silent, info: (text) => lines.push(text) }, report, planning);
  return lines.join('\n');
};

test('one entity is gone, several are', () => {
  assert.equal(line(0, false), 'Nothing is gone: all 623 entities owned before are still there.');
  assert.equal(line(1, false), '1 of 623 is gone: 1 deleted, 0 held back.');
  assert.equal(line(2, false), '2 of 623 are gone: 2 deleted, 0 held back.');
  assert.equal(line(1, true), '1 of 623 is gone: 1 would be deleted, 0 would be held back.');
});
