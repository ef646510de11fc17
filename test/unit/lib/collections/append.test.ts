import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { append } from '../../../../src/lib/collections/append.ts';

test('a list of any length is added to another', () => {
  const list = [0];
  append(
    list,
    Array.from({ length: 500_000 }, (_, n) => n),
  );
  assert.equal(list.length, 500_001);
});

test('no list from outside is spread into a call that adds it', () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  /** Lists of problems of one mapping, parts of fixed sizes, what one integration needs. */
  const short = [
    'mapping/definition/parse-mapping.ts',
    'port/entities/upsert.ts',
    'port/integration/integration.ts',
    'sync/record/recorder.ts',
    'sync/read/read-plan.ts',
    'sync/record/run-telemetry.ts',
    'lib/patterns/cost.ts',
    'app/run-check.ts',
  ];
  const spread = globSync('src/**/*.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.push\(\.\.\./.test(readFileSync(`${root}${file}`, 'utf8')));
  assert.deepEqual(spread.sort(), short.map((known) => `src/${known}`).sort());
});
