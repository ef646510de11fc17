import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/** An entry of a zip, not unpacked. */
export interface ZipEntry {
  readonly name: string;
  /** The content of the entry. Throws RangeError where it is larger than `most` bytes, Error where it is not whole. */
  read(most: number): Promise<Buffer>;
}

const inflate = promisify(inflateRaw);

const END = { signature: 0x06054b50, size: 22 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
/** Bytes that may follow the end record, as a comment. */
const LONGEST_COMMENT = 0xffff;
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];

/**
 * The entries of a zip, by its central directory, which stands at its end: a zip that was cut has none. Throws Error on
 * one that is not whole, is encrypted, or larger than 32 bits can tell. `mostEntries`: those that there may be.
 */
export function zipEntries(zip: Buffer, mostEntries: number): ZipEntry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  const size = zip.readUInt32LE(end + 12);
  const start = zip.readUInt32LE(end + 16);
  if (count > mostEntries) throw new Error(`the zip has ${count} entries`);
  if (start + size > end) throw new Error('the directory of the zip is not whole');
  const entries: ZipEntry[] = [];
  for (let at = start, n = 0; n < count; n++) {
    if (at + CENTRAL.size > end || zip.readUInt32LE(at) !== CENTRAL.signature)
      throw new Error('the directory of the zip is not whole');
    const nameLength = zip.readUInt16LE(at + 28);
    const next = at + CENTRAL.size + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (next > end) throw new Error('the directory of the zip is not whole');
    entries.push(entryAt(zip, at, zip.toString('utf8', at + CENTRAL.size, at + CENTRAL.size + nameLength)));
    at = next;
  }
  return entries;
}

function endOf(zip: Buffer): number {
  const last = zip.length - END.size;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (zip.readUInt32LE(at) === END.signature && zip.readUInt16LE(at + 20) === last - at) return at;
  throw new Error('the zip has no end');
}

function entryAt(zip: Buffer, at: number, name: string): ZipEntry {
  const flags = zip.readUInt16LE(at + 8);
  const method = zip.readUInt16LE(at + 10);
  const packed = zip.readUInt32LE(at + 20);
  const unpacked = zip.readUInt32LE(at + 24);
  const local = zip.readUInt32LE(at + 42);
  return {
    name,
    async read(most) {
      if ((flags & ENCRYPTED) !== 0 || (method !== STORED && method !== DEFLATED))
        throw new Error(`entry ${name} is packed in a way that is not known`);
      if (unpacked > most) throw new RangeError(`entry ${name} is larger than ${most} bytes`);
      if (local + LOCAL.size > zip.length || zip.readUInt32LE(local) !== LOCAL.signature)
        throw new Error(`entry ${name} is not there`);
      const from = local + LOCAL.size + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      if (from + packed > zip.length) throw new Error(`entry ${name} is not whole`);
      const content = zip.subarray(from, from + packed);
      // The directory may lie: no more than what is allowed comes out.
      const bytes =
        method === STORED ? content : await inflate(content, { maxOutputLength: Math.max(1, unpacked) });
      if (bytes.length !== unpacked) throw new Error(`entry ${name} is not as long as the directory says`);
      return bytes;
    },
  };
}
