import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goneWords } from '../../../../src/report/words/words.ts';
import { quietReport } from '../../summary/fixture.ts';

const told = (part: { owned: number; stale: number; share: number }) =>
  goneWords({ deletions: { ...quietReport.deletions, threshold: 0.9, ...part } });

test('what is gone is one number where all of it could be deleted, and two where not', () => {
  assert.equal(
    told({ owned: 600, stale: 4, share: 4 / 600 }),
    '4 of 600 owned entities (0.7%) were not found any more; the threshold is 90%.',
  );
  assert.equal(
    told({ owned: 600, stale: 4, share: 3 / 600 }),
    '4 of 600 owned entities (0.7%) were not found any more. 3 (0.5%) could be deleted by what was read; the threshold is 90%.',
  );
  assert.equal(
    told({ owned: 600, stale: 1, share: 0 }),
    '1 of 600 owned entities (0.2%) was not found any more.',
  );
});

test('a run over single items, which does not ask what is owned, tells no share of it', () => {
  assert.equal(told({ owned: 0, stale: 4, share: 0 }), '4 entities were not found any more.');
  assert.equal(told({ owned: 0, stale: 1, share: 0 }), '1 entity was not found any more.');
});
