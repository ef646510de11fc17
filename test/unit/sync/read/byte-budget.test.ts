import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createByteBudget, type Lease } from '../../../../src/sync/read/byte-budget.ts';

/** Names of those that have come in, in order. */
function visitors() {
  const names: string[] = [];
  const places = new Map<string, Lease>();
  return {
    names,
    place: (name: string) => places.get(name) as Lease,
    note: (name: string) => (place: Lease) => {
      names.push(name);
      places.set(name, place);
    },
  };
}

test('budget is given up to the capacity, and again when some is given back', async () => {
  const share = createByteBudget({ capacity: 10, own: 0 }).consumer();
  const { names, note, place } = visitors();
  for (const name of ['a', 'b', 'c']) void share.acquire(() => 5).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['a', 'b']);
  place('a').release();
  await nextTurn();
  assert.deepEqual(names, ['a', 'b', 'c']);
});

test('what is held besides counts, and lets nobody in before it is given back', async () => {
  const share = createByteBudget({ capacity: 10, own: 0 }).consumer();
  const { names, note, place } = visitors();
  void share.acquire(() => 1).then(note('a'));
  await nextTurn();
  place('a').adjust(9);
  void share.acquire(() => 1).then(note('b'));
  await nextTurn();
  assert.deepEqual(names, ['a']);
  place('a').adjust(-9);
  await nextTurn();
  assert.deepEqual(names, ['a', 'b']);
});

test('however full it is, each may hold one, and what is its own', async () => {
  const budget = createByteBudget({ capacity: 10, own: 3 });
  const [heavy, light] = [budget.consumer(), budget.consumer()];
  const { names, note } = visitors();
  void heavy.acquire(() => 100).then(note('heavy'));
  void heavy.acquire(() => 100).then(note('heavy again'));
  for (const name of ['light 1', 'light 2', 'light 3', 'light 4'])
    void light.acquire(() => 1).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['heavy', 'light 1', 'light 2', 'light 3']);
});

test('whoever holds least is next', async () => {
  const budget = createByteBudget({ capacity: 10, own: 0 });
  const [one, other] = [budget.consumer(), budget.consumer()];
  const { names, note, place } = visitors();
  void one.acquire(() => 7).then(note('one'));
  void other.acquire(() => 3).then(note('other'));
  void one.acquire(() => 2).then(note('one more'));
  void other.acquire(() => 2).then(note('other more'));
  await nextTurn();
  assert.deepEqual(names, ['one', 'other']);
  place('one').adjust(-3);
  await nextTurn();
  assert.deepEqual(names, ['one', 'other', 'other more']);
});

test('a size that was learnt while waiting is the one that counts', async () => {
  const share = createByteBudget({ capacity: 10, own: 0 }).consumer();
  const { names, note, place } = visitors();
  let size = 8;
  void share.acquire(() => size).then(note('a'));
  for (const name of ['b', 'c']) void share.acquire(() => size).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['a']);
  size = 1;
  place('a').adjust(0);
  place('a').adjust(-1);
  await nextTurn();
  assert.deepEqual(names, ['a', 'b', 'c']);
});
