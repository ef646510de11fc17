import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRoom, type Place } from '../../../../src/sync/read/page-budget.ts';

/** Who has come in, in order. */
function visitors() {
  const names: string[] = [];
  const places = new Map<string, Place>();
  return {
    names,
    place: (name: string) => places.get(name) as Place,
    note: (name: string) => (place: Place) => {
      names.push(name);
      places.set(name, place);
    },
  };
}

test('room is given up to the capacity, and again when some is given back', async () => {
  const share = createRoom({ capacity: 10, own: 0 }).share();
  const { names, note, place } = visitors();
  for (const name of ['a', 'b', 'c']) void share.enter(() => 5).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['a', 'b']);
  place('a').leave();
  await nextTurn();
  assert.deepEqual(names, ['a', 'b', 'c']);
});

test('what is held besides counts, and lets nobody in before it is given back', async () => {
  const share = createRoom({ capacity: 10, own: 0 }).share();
  const { names, note, place } = visitors();
  void share.enter(() => 1).then(note('a'));
  await nextTurn();
  place('a').hold(9);
  void share.enter(() => 1).then(note('b'));
  await nextTurn();
  assert.deepEqual(names, ['a']);
  place('a').hold(-9);
  await nextTurn();
  assert.deepEqual(names, ['a', 'b']);
});

test('however full it is, each may hold one, and what is its own', async () => {
  const room = createRoom({ capacity: 10, own: 3 });
  const [heavy, light] = [room.share(), room.share()];
  const { names, note } = visitors();
  void heavy.enter(() => 100).then(note('heavy'));
  void heavy.enter(() => 100).then(note('heavy again'));
  for (const name of ['light 1', 'light 2', 'light 3', 'light 4']) void light.enter(() => 1).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['heavy', 'light 1', 'light 2', 'light 3']);
});

test('whoever holds least is next', async () => {
  const room = createRoom({ capacity: 10, own: 0 });
  const [one, other] = [room.share(), room.share()];
  const { names, note, place } = visitors();
  void one.enter(() => 7).then(note('one'));
  void other.enter(() => 3).then(note('other'));
  void one.enter(() => 2).then(note('one more'));
  void other.enter(() => 2).then(note('other more'));
  await nextTurn();
  assert.deepEqual(names, ['one', 'other']);
  place('one').hold(-3);
  await nextTurn();
  assert.deepEqual(names, ['one', 'other', 'other more']);
});

test('a size that was learnt while waiting is the one that counts', async () => {
  const share = createRoom({ capacity: 10, own: 0 }).share();
  const { names, note, place } = visitors();
  let size = 8;
  void share.enter(() => size).then(note('a'));
  for (const name of ['b', 'c']) void share.enter(() => size).then(note(name));
  await nextTurn();
  assert.deepEqual(names, ['a']);
  size = 1;
  place('a').hold(0);
  place('a').hold(-1);
  await nextTurn();
  assert.deepEqual(names, ['a', 'b', 'c']);
});
