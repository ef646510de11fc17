import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalog } from '../../../../../src/sync/catalog/catalog.ts';
import { settleOwnership } from '../../../../../src/sync/reconcile/stale/settle-ownership.ts';
import { blueprint } from '../../../port/support.ts';

/** Asks whose so many entities of each blueprint are. `answer`: what becomes of a question. */
async function settled(counts: Record<string, number>, answer = (_blueprint: string) => {}) {
  const catalog = createCatalog(
    {
      async *ownedIdentifiers() {
        for (const [name, count] of Object.entries(counts))
          yield Array.from({ length: count }, (_, i) => ({ blueprint: name, identifier: `${name}${i}` }));
      },
      async *searchOwned() {},
    },
    [],
    Object.keys(counts).map((name) => blueprint(name)),
  );
  await catalog.readOwned();
  const questions: string[] = [];
  const besides: number[] = [];
  const problems: unknown[] = [];
  let underWay = 0;
  await settleOwnership({
    catalog,
    port: {
      async whose(name, identifiers) {
        questions.push(`${name} ${identifiers.length}`);
        besides.push(underWay++);
        await setImmediate();
        underWay -= 1;
        answer(name);
        const foreign = new Set(identifiers.slice(0, 1));
        return { ours: new Set(), foreign, unclear: new Set(), stored: new Map(), updatedAt: new Map() };
      },
    },
    signal: new AbortController().signal,
    titles: { note() {} },
    concerns: (name) => name !== 'left alone',
    problem: (_, error) => problems.push(error),
  });
  const owned = (name: string) => {
    const entities = catalog.indexOf(name);
    return Array.from({ length: counts[name] ?? 0 }, (_, i) => i).filter((i) => entities?.owned(i)).length;
  };
  return { questions, besides, problems, owned };
}

test('the first question goes alone, as its answer spares others; then blueprints are asked about side by side', async () => {
  const { questions, besides, owned } = await settled({ a: 250, b: 1, 'left alone': 1, c: 450, d: 1, e: 1 });
  assert.deepEqual(questions, ['a 200', 'a 50', 'b 1', 'c 200', 'c 200', 'c 50', 'd 1', 'e 1']);
  assert.deepEqual(besides.slice(0, 6), [0, 0, 1, 2, 3, 4]);
  assert.ok(Math.max(...besides) < 5);
  assert.deepEqual(['a', 'b', 'left alone', 'c', 'd', 'e'].map(owned), [248, 0, 1, 447, 0, 0]);
});

test('a blueprint about which Port does not answer is told once, and holds up no other', async () => {
  const { problems, owned } = await settled({ a: 1, b: 900, c: 1 }, (name) => {
    if (name === 'b') throw new Error('Port does not answer.');
  });
  assert.equal(problems.length, 1);
  assert.deepEqual(['a', 'b', 'c'].map(owned), [0, 900, 0]);
});
