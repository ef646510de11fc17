import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipEntries } from '../../../../src/lib/files/zip.ts';
import { zipOf } from '../../../emulators/azure-devops/service/zip.ts';
import { seededRandom } from '../../../emulators/kit/random.ts';

const MOST = 1_000_000;
const files = [
  ['a', Buffer.from('hello '.repeat(1000))],
  ['b', Buffer.alloc(0)],
  ['größe', Buffer.from([0, 255, 1, 254])],
] as const;
const zip = zipOf(files);
const contents = (bytes: Buffer) =>
  Promise.all(zipEntries(bytes, 10).map(async ({ name, read }) => [name, await read(MOST)]));

/** The zip with some bytes of it changed. */
const changed = (at: number, ...bytes: number[]) => {
  const copy = Buffer.from(zip);
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
};

describe('a zip', () => {
  it('has the entries that were put into it, whole', async () => {
    assert.deepEqual(await contents(zip), files);
    assert.deepEqual(await contents(Buffer.concat([zipOf([])])), []);
  });

  it('with a comment behind its end is one too', async () => {
    const commented = Buffer.concat([zip, Buffer.from('a comment')]);
    commented.writeUInt16LE(9, zip.length - 2);
    assert.deepEqual(await contents(commented), files);
  });

  it('that was cut anywhere is none', () => {
    for (let length = 0; length < zip.length; length++)
      assert.throws(() => zipEntries(zip.subarray(0, length), 10), Error, String(length));
  });

  it('with more entries than there may be is refused', () => {
    assert.throws(() => zipEntries(zip, 2), /3 entries/);
  });

  it('gives no more of an entry than is allowed, whatever its directory says', async () => {
    const [first] = zipEntries(zip, 10);
    await assert.rejects(first?.read(100) as Promise<Buffer>, RangeError);
    const directory = zip.readUInt32LE(zip.length - 6);
    const lying = Buffer.from(zip);
    lying.writeUInt32LE(10, directory + 24);
    const [small] = zipEntries(lying, 10);
    await assert.rejects(small?.read(100) as Promise<Buffer>, Error);
  });

  it('whose entries are encrypted, or packed in another way, has none that can be read', async () => {
    const directory = zip.readUInt32LE(zip.length - 6);
    for (const bytes of [changed(directory + 8, 9), changed(directory + 10, 99)]) {
      const [first] = zipEntries(bytes, 10);
      await assert.rejects(first?.read(MOST) as Promise<Buffer>, /not known/);
    }
  });

  it('with any bytes in the place of its own is read, or refused with an error', async () => {
    const random = seededRandom(7);
    for (let n = 0; n < 3000; n++) {
      const bytes = changed(
        random.integer(0, zip.length - 2),
        random.integer(0, 255),
        random.integer(0, 255),
      );
      try {
        for (const { read } of zipEntries(bytes, 10)) assert.ok((await read(MOST)).length <= MOST);
      } catch (error) {
        assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
      }
    }
  });
});
