import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../../../src/port/caller.ts';
import { pages } from '../../../../src/port/entities/pages.ts';
import { PortError } from '../../../../src/port/port-error.ts';

const answering = (answerOf: (asked: number, limit: number) => object) => {
  let asked = 0;
  const requestWithSize: Caller['requestWithSize'] = async ({ body }) => {
    const { limit } = body as { limit: number };
    return { answer: answerOf(asked++, limit), bytes: 1 };
  };
  const request = { method: 'POST', path: '/x', route: '/x' } as const;
  const read = async () => {
    const found: string[] = [];
    const caller = { requestWithSize } as Caller;
    for await (const page of pages<{ identifier: string }>(caller, request, { limit: 8 }))
      found.push(...page.map((one) => one.identifier));
    return found;
  };
  return { read, asked: () => asked };
};
const pageOf = (...identifiers: number[]) =>
  identifiers.map((identifier) => ({ identifier: String(identifier), blueprint: 'service' }));

for (const [title, answerOf, most] of [
  ['the same next', (asked: number) => ({ entities: pageOf(asked), next: 'a' }), 2],
  ['the same page', (asked: number) => ({ entities: pageOf(1, 2), next: `n${asked}` }), 3],
  ['pages in a circle', (asked: number) => ({ entities: pageOf(asked % 5), next: `n${asked}` }), 20],
  ['pages without an entity', (asked: number) => ({ entities: [], next: `n${asked}` }), 100],
] as const)
  test(`a search that does not end is a failure, not an end: ${title}`, async () => {
    const { read, asked } = answering(answerOf);
    await assert.rejects(read(), { name: 'PortError', likelyCause: 'malformed' });
    assert.ok(asked() <= most, `${asked()} requests`);
  });

test('a page that is too large is asked for with fewer entities', async () => {
  const limits: number[] = [];
  const { read } = answering((asked, limit) => {
    limits.push(limit);
    if (limit > 2) throw new PortError('too large', { cause: 'answer-too-large', route: '/x' });
    return { entities: pageOf(asked) };
  });
  assert.deepEqual([await read(), limits], [['2'], [8, 4, 2]]);
});
