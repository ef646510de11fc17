import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../../src/lib/log.ts';
import type { Settings } from '../../../../src/settings/types.ts';
import { logDeletions, logSettings } from '../../../../src/sync/record/log-lines.ts';
import { testSettings } from '../../../support/settings.ts';

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

test('of an integration that owned nothing, nothing is said to be there still', () => {
  const lines: string[] = [];
  const report = { enabled: true, owned: 0, stale: 0, deleted: 0, heldBack: [], threshold: 1, share: 0 };
  logDeletions({ ...silent, info: (text) => lines.push(text) }, report, false);
  assert.deepEqual(lines, ['Nothing to remove: this integration owned nothing before.']);
});

test('of a part that owned nothing, nothing is said of the rest', () => {
  const lines: string[] = [];
  const none = { enabled: true, stale: 0, deleted: 0, heldBack: [], threshold: 1, share: 0 };
  logDeletions(
    { ...silent, info: (text) => lines.push(text) },
    { ...none, owned: 623, leftAlone: 623 },
    false,
  );
  assert.deepEqual(lines, ['Nothing to remove: this integration owned nothing of this part before.']);
});

test('the line of settings says whether deletions are on, off or put off', () => {
  const told = (part: Partial<Settings>): string => {
    const lines: string[] = [];
    logSettings({ ...silent, info: (text) => lines.push(text) }, testSettings(part), []);
    return lines.at(-1) ?? '';
  };
  assert.match(told({ deletions: true }), /deletions on,/);
  assert.match(told({ deletions: false }), /deletions off,/);
  assert.match(told({ deletions: true, deletionsLater: true }), /deletions later,/);
});
