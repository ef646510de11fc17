import { createGrowableArray, resizableBuffer } from './growable-array.ts';

/** Packed texts, each with a number from 0 on in the order they came. */
export interface Records {
  readonly size: number;
  /** Adds the first `length` bytes. Throws when there are more than 4 GB of them. */
  add(packed: Uint8Array, length: number): void;
  /** The place of the packed text of a number. */
  at(number: number): Packed;
}

/** A packed text: the bytes of a block from `start` to before `end`. */
export interface Packed {
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Bytes of a block of texts, of which only what is used takes memory. A longer text gets a block of its own. */
const BLOCK_BITS = 20;
const BLOCK = 2 ** BLOCK_BITS;
/** Blocks that the rest of a place's 32 bits can name. */
const MOST_BLOCKS = 2 ** (32 - BLOCK_BITS);
/** Bytes that the length of a text takes at most. */
const LENGTH_BYTES = 5;

/**
 * A record is the length of a packed text, then the text. Blocks are not Buffers: over resizable memory each of those
 * has a hidden class of its own, and code that meets many of them is slow.
 */
export function createRecords(): Records {
  const blocks: Uint8Array[] = [];
  /** Bytes in use of the last block. Infinite before there is one, so that none is large enough. */
  let used = Number.POSITIVE_INFINITY;
  /** Block and offset of the record of each number. */
  const places = createGrowableArray(Uint32Array, 0);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(packed, length) {
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
    },
    at(number) {
      const place = places.get(number);
      return readRecord(blocks[place >>> BLOCK_BITS] as Uint8Array, place & (BLOCK - 1));
    },
  };
}

/**
 * A variable-length quantity: seven bits a byte, the lowest first; the eighth says that more follow. Returns its end.
 */
function writeLength(length: number, block: Uint8Array, at: number): number {
  let end = at;
  for (let rest = length; ; rest >>>= 7) {
    block[end++] = rest > 127 ? rest | 128 : rest;
    if (rest <= 127) return end;
  }
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
