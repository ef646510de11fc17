import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { changeFeeds } from '../../../../src/kinds/changes/registry.ts';
import type { CursorKey, Cursors } from '../../../../src/port/cursors.ts';
import { indexOf, OVERLAP_MS, openCursorBook } from '../../../../src/sync/incremental/cursor-book.ts';
import { createDigest } from '../../../../src/sync/incremental/digest.ts';
import { createFileCursors } from '../../../../src/sync/incremental/file-cursors.ts';

const time = new Date('2026-01-05T08:00:00.000Z');

function inMemory() {
  const kept = new Map<string, Date>();
  const written: string[] = [];
  let reads = 0;
  const nameOf = ({ kind, index }: CursorKey) => `${kind}/${index}`;
  const cursors: Cursors = {
    async read(key) {
      reads += 1;
      return kept.get(nameOf(key));
    },
    async write(key, at) {
      if (written.length >= fails.after) throw new Error('not kept');
      written.push(key.kind);
      kept.set(nameOf(key), at);
    },
    async change(key, at) {
      if (kept.has(nameOf(key))) kept.set(nameOf(key), at);
    },
  };
  /** Writes after which none is kept. */
  const fails = { after: Number.POSITIVE_INFINITY };
  return { cursors, written, reads: () => reads, fails };
}

test('a feed is read from its cursor less the overlap; of another mapping there is none', async () => {
  const { cursors } = inMemory();
  const [feed] = changeFeeds;
  assert.ok(feed);
  const book = await openCursorBook({ cursors, feeds: [feed], covers: 'a' });
  assert.equal(book.since(feed), undefined);
  await book.move(new Set([feed.cursor]), time);
  assert.equal(book.since(feed)?.getTime(), time.getTime() - OVERLAP_MS);
  const other = await openCursorBook({ cursors, feeds: [feed], covers: 'b' });
  assert.equal(other.since(feed), undefined);
});

test('what is kept in one place is not taken for another: full sync, lists, standing, sight, and each feed', async () => {
  const { cursors } = inMemory();
  const options = { cursors, feeds: changeFeeds, covers: 'a' };
  const book = await openCursorBook(options);
  const names = [...new Set(changeFeeds.map(({ cursor }) => cursor))];
  const standing = changeFeeds.filter(({ stands }) => stands);
  assert.ok(standing.length > 1);
  const times = Array.from(
    { length: names.length + 3 + standing.length },
    (_, i) => new Date(time.getTime() + i),
  );
  await book.keepFull(times[0] as Date);
  await book.keepLists(times[1] as Date);
  await book.keepSight(times[2] as Date);
  await book.move(new Set(names), time);
  for (const [i, name] of names.entries()) await book.move(new Set([name]), times[i + 3] as Date);
  const digests = times.slice(3 + names.length);
  for (const [i, feed] of standing.entries()) await book.keepStanding(feed, digests[i] as Date);
  const again = await openCursorBook(options);
  assert.deepEqual([again.full, again.lists, again.sight], times.slice(0, 3));
  assert.deepEqual(standing.map(again.standing), digests);
  for (const feed of changeFeeds) {
    const at = times[3 + names.indexOf(feed.cursor)] as Date;
    assert.equal(again.since(feed)?.getTime(), at.getTime() - OVERLAP_MS);
  }
});

test('a cursor that stays where it is costs no request', async () => {
  const { cursors, written } = inMemory();
  const book = await openCursorBook({ cursors, feeds: [], covers: 'a' });
  await book.keepLists(time);
  await book.keepLists(new Date(time));
  assert.equal(written.length, 1);
});

/** A book of three cursors that have all been moved to one time. */
async function moved() {
  const memory = inMemory();
  const open = () => openCursorBook({ cursors: memory.cursors, feeds: changeFeeds, covers: 'a' });
  const names = new Set(changeFeeds.map(({ cursor }) => cursor));
  await (await open()).move(names, time);
  const [first = ''] = names;
  const others = new Set(names);
  others.delete(first);
  const later = (hours: number) => new Date(time.getTime() + hours * 3_600_000);
  /** Hours since then, of each feed's cursor. */
  const hours = async () => {
    const book = await open();
    return new Map(
      changeFeeds.map((feed) => [
        feed.cursor,
        ((book.since(feed)?.getTime() ?? 0) + OVERLAP_MS - time.getTime()) / 3_600_000,
      ]),
    );
  };
  return { ...memory, open, names, first, others, later, hours };
}

test('cursors that move together are read and kept at one place, whatever their number', async () => {
  const { open, names, later, hours, written, reads } = await moved();
  assert.equal(written.length, 1);
  const before = reads();
  const book = await open();
  const digests = changeFeeds.filter(({ stands }) => stands).length;
  assert.equal(reads() - before, 4 + digests);
  await book.move(names, later(1));
  assert.equal(written.length, 2);
  assert.deepEqual(new Set((await hours()).values()), new Set([1]));
});

test('a cursor that lags behind holds no other back, and stays where it is until all are one again', async () => {
  const { open, names, first, others, later, hours } = await moved();
  const expected = (of: number, rest: number) =>
    new Map([...names].map((name) => [name, name === first ? of : rest]));
  await (await open()).move(others, later(1));
  assert.deepEqual(await hours(), expected(0, 1));
  await (await open()).move(others, later(2));
  assert.deepEqual(await hours(), expected(0, 2));
  await (await open()).move(new Set([first]), later(3));
  assert.deepEqual(await hours(), expected(3, 2));
  await (await open()).move(names, later(4));
  assert.deepEqual(await hours(), expected(4, 4));
  // The times of before, when each had its own, do not come back.
  await (await open()).move(others, later(5));
  assert.deepEqual(await hours(), expected(4, 5));
  await (await open()).move(new Set(), later(6));
  assert.deepEqual(await hours(), expected(4, 5));
});

test('a move that fails in the middle moves no cursor past what was read', async () => {
  for (const after of [0, 1, 2, 3]) {
    const { open, names, first, others, later, hours, written, fails } = await moved();
    const book = await open();
    fails.after = written.length + after;
    await assert.rejects(book.move(others, later(1)), /not kept/);
    assert.deepEqual(new Set((await hours()).values()), new Set([0]), `${after}`);
    fails.after = Number.POSITIVE_INFINITY;
    await (await open()).move(new Set([first]), later(2));
    assert.deepEqual(await hours(), new Map([...names].map((name) => [name, name === first ? 2 : 0])));
  }
});

test('an index is an integer that Port takes', () => {
  for (const text of ['', 'a', 'b'.repeat(10_000)]) {
    const index = indexOf(text);
    assert.ok(Number.isInteger(index) && index >= 0 && index < 2 ** 31);
  }
});

test('a digest says nothing of the order, tells of each item, also of one that is there twice, and is a time', () => {
  const of = (...texts: string[]) => {
    const digest = createDigest();
    for (const text of texts) digest.add(text);
    return digest.time.toISOString();
  };
  assert.equal(of('a', 'b'), of('b', 'a'));
  assert.equal(new Set([of(), of('a'), of('a', 'a'), of('a', 'b'), of('b')]).size, 5);
});

test('file cursors: kept whole, of many mappings the newest, and what is no such file is none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'cursors-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'deep', 'cursors.json');
  const cursors = createFileCursors(join(folder, 'deep'));
  await Promise.all(Array.from({ length: 510 }, (_, index) => cursors.write({ kind: 'build', index }, time)));
  const again = createFileCursors(join(folder, 'deep'));
  assert.equal(await again.read({ kind: 'build', index: 0 }), undefined);
  assert.deepEqual(await again.read({ kind: 'build', index: 509 }), time);
  assert.deepEqual(await readdir(join(folder, 'deep')), ['cursors.json']);
  const whole = await readFile(path, 'utf8');
  for (const text of [
    whole.slice(0, -20),
    '[]',
    'null',
    '{"version":2}',
    '{"version":1,"cursors":{"build/509":5}}',
  ]) {
    await writeFile(path, text);
    const read = createFileCursors(join(folder, 'deep')).read({ kind: 'build', index: 509 });
    assert.equal(await read, undefined, text.slice(0, 40));
  }
});

test('what is no file of cursors is not opened: one larger than memory, a pipe, a folder', async (t) => {
  const large = 400 * 2 ** 20;
  const others: Record<string, (path: string) => Promise<unknown>> = {
    large: (path) => writeFile(path, '').then(() => truncate(path, large)),
    folder: (path) => mkdir(path),
    ...(process.platform !== 'win32' && { pipe: async (path: string) => spawnSync('mkfifo', [path]) }),
  };
  for (const [name, make] of Object.entries(others)) {
    const folder = await mkdtemp(join(tmpdir(), 'cursors-'));
    t.after(() => rm(folder, { recursive: true }));
    await make(join(folder, 'cursors.json'));
    const before = process.resourceUsage().maxRSS;
    const reading = createFileCursors(folder).read({ kind: 'build', index: 1 });
    const late = new Promise((_resolve, reject) => setTimeout(reject, 5_000, new Error(name)).unref());
    assert.equal(await Promise.race([reading, late]), undefined, name);
    assert.ok((process.resourceUsage().maxRSS - before) * 1024 < large / 2, name);
  }
});
