import { createGrowableArray, resizableBuffer } from './growable-array.ts';
import { pack, unpack } from './guid-codec.ts';

/**
 * Texts, each with a number from 0 on in the order they came: a map of some 40 bytes an identifier, outside of the
 * engine's heap, where strings in a Map take 140 and every collection looks at them again.
 */
export interface Interner {
  /** The number of a text, given when it is new. */
  intern(text: string): number;
  lookup(text: string): number | undefined;
  textAt(number: number): string;
  readonly size: number;
}

/** Bytes of a block of texts, of which only what is used takes memory; a longer text gets a block of its own. */
const BLOCK_BITS = 20;
const BLOCK = 2 ** BLOCK_BITS;
/** What is left of 32 bits tells the block. */
const MOST_BLOCKS = 2 ** (32 - BLOCK_BITS);

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}

/** As many as a length takes at most. */
const LENGTH_BYTES = 5;

/** Seven bits a byte, the lowest first; the eighth says that more follow. Returns where it ends. */
function writeLength(length: number, block: Uint8Array, at: number): number {
  let end = at;
  for (let rest = length; ; rest >>>= 7) {
    block[end++] = rest > 127 ? rest | 128 : rest;
    if (rest <= 127) return end;
  }
}

/** Where a packed text stands. */
interface Packed {
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function readRecord(block: Uint8Array, at: number): Packed {
  let start = at;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = block[start++] as number;
    length |= (byte & 127) << shift;
    if (byte <= 127) return { block, start, end: start + length };
  }
}

export function createInterner(): Interner {
  /**
   * Records: the length of a packed text, then the text. Not in Buffers: over resizable memory each of those has
   * a hidden class of its own, and code that meets many is slow.
   */
  const blocks: Uint8Array[] = [];
  /** Bytes in use of the last block; before there is one, none is large enough. */
  let used = Number.POSITIVE_INFINITY;
  let size = 0;
  /** Of each number, where its record stands: block and offset there. */
  const places = createGrowableArray(Uint32Array, 0);
  /**
   * Numbers by hash, from 1 on, a fifth of it free: open addressing. High bits that no number needs yet are
   * those of the hash, which spares a look at nearly every record of another text.
   */
  let index = new Uint32Array(resizableBuffer(64 * 4));
  let text = Buffer.allocUnsafe(256);
  let packed = new Uint8Array(resizableBuffer(256));

  const makeRoom = (length: number): void => {
    if (length <= text.length) return;
    text = Buffer.allocUnsafe(length);
    packed = new Uint8Array(resizableBuffer(length));
  };
  /** Packs the text to `packed`; the number of its bytes. */
  const encode = (one: string): number => {
    makeRoom(one.length * 3);
    return pack(text, text.write(one, 'utf8'), packed);
  };
  const record = (number: number): Packed => {
    const place = places.get(number);
    return readRecord(blocks[place >>> BLOCK_BITS] as Uint8Array, place & (BLOCK - 1));
  };
  /** From the last byte on, where identifiers differ most. */
  const holds = (number: number, length: number): boolean => {
    const { block, start, end } = record(number);
    if (end - start !== length) return false;
    for (let i = length - 1; i >= 0; i--) if (block[start + i] !== packed[i]) return false;
    return true;
  };
  /** Where the text in `packed` stands in the index, or would. */
  const seek = (hash: number, length: number): number => {
    const mask = index.length - 1;
    let at = hash & mask;
    for (let entry = index[at] as number; entry !== 0; entry = index[at] as number) {
      if (((entry ^ hash) & ~mask) === 0 && holds((entry & mask) - 1, length)) return at;
      at = (at + 1) & mask;
    }
    return at;
  };
  const numberAt = (at: number): number | undefined => {
    const entry = index[at] as number;
    return entry === 0 ? undefined : (entry & (index.length - 1)) - 1;
  };
  const put = (at: number, hash: number, number: number): void => {
    index[at] = (hash & ~(index.length - 1)) | (number + 1);
  };
  const store = (length: number): void => {
    if (used + LENGTH_BYTES + length > BLOCK) {
      if (blocks.length === MOST_BLOCKS) throw new Error('There are more than 4 GB of identifiers.');
      blocks.push(new Uint8Array(resizableBuffer(Math.max(BLOCK, LENGTH_BYTES + length))));
      used = 0;
    }
    const block = blocks.at(-1) as Uint8Array;
    places.set(size, (blocks.length - 1) * BLOCK + used);
    used = writeLength(length, block, used);
    for (let i = 0; i < length; i++) block[used++] = packed[i] as number;
    size += 1;
  };
  const widen = (): void => {
    const { length, buffer } = index;
    // It is made from the records, so the old one's memory is given back before there is a new one.
    buffer.resize(0);
    index = new Uint32Array(resizableBuffer(length * 2 * 4));
    const mask = index.length - 1;
    for (let number = 0; number < size; number++) {
      const { block, start, end } = record(number);
      const hash = hashOf(block, start, end);
      let at = hash & mask;
      while (index[at] !== 0) at = (at + 1) & mask;
      put(at, hash, number);
    }
  };

  return {
    intern(one) {
      const length = encode(one);
      const hash = hashOf(packed, 0, length);
      const at = seek(hash, length);
      const known = numberAt(at);
      if (known !== undefined) return known;
      store(length);
      put(at, hash, size - 1);
      if (size * 5 > index.length * 4) widen();
      return size - 1;
    },
    lookup(one) {
      const length = encode(one);
      return numberAt(seek(hashOf(packed, 0, length), length));
    },
    textAt(number) {
      const { block, start, end } = record(number);
      return text.toString('utf8', 0, unpack(block, start, end, text));
    },
    get size() {
      return size;
    },
  };
}
