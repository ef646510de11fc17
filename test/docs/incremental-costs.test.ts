import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const page = await readFile(new URL('../../docs/incremental.md', import.meta.url), 'utf8');

/** The numbers of a table's row, without the columns of what is per repository. */
function row(begin: string, columns: readonly number[]): number[] {
  const line = page.split('\n').find((text) => text.startsWith(`| ${begin} |`));
  assert.ok(line, begin);
  const cells = line.split('|').map((cell) => Number(cell.trim().replaceAll(',', '')));
  return columns.map((column) => cells[column] as number);
}

const RUN = [2, 4, 5, 7];
const DAY = [2, 3, 4, 5];

test('what a day costs is a full sync, the first increments and the others', () => {
  const full = row('full sync, nothing changed', RUN);
  const first = row('each of the first two increments after one', RUN);
  // The second increment is like those after it where something changes all the time.
  for (const [of, day, firsts] of [
    ['increment, nothing changed', 'nothing changes', 2],
    ['increment, 1 % of everything changed', '1 % of everything changes', 1],
  ] as const) {
    const each = row(of, RUN);
    const sum = full.map(
      (requests, i) => requests + firsts * (first[i] ?? 0) + (95 - firsts) * (each[i] ?? 0),
    );
    assert.deepEqual(row(day, DAY), sum, day);
  }
  assert.deepEqual(
    row('a full sync each time, instead', DAY),
    full.map((requests) => 96 * requests),
  );
});
