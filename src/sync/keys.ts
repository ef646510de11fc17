import { createColumn, pagesOf } from './column.ts';

/**
 * Texts, each with a number from 0 on in the order they came: a map of some 70 bytes an identifier, outside of the
 * engine's heap, where strings in a Map take 140 and every collection looks at them again.
 */
export interface Keys {
  /** The number of a text, given when it is new. */
  add(text: string): number;
  find(text: string): number | undefined;
  at(number: number): string;
  readonly size: number;
}

/** Bytes of a block of texts, of which only what is used takes memory; a longer text gets a block of its own. */
const BLOCK = 2 ** 20;

export function createKeys(): Keys {
  const blocks: Buffer[] = [];
  /** Bytes in use of the last block; before there is one, none is large enough. */
  let used = Number.POSITIVE_INFINITY;
  let size = 0;
  /** Of each number: its block, offset and length there, and its hash. */
  const places = createColumn(Uint32Array, 0);
  /** Numbers by hash, from 1 on, half of it free: open addressing. */
  let index = new Uint32Array(pagesOf(64 * 4));
  let scratch = Buffer.allocUnsafe(256);

  /** Writes the text to `scratch`; the number of its bytes. */
  const encode = (text: string): number => {
    if (text.length * 3 > scratch.length) scratch = Buffer.allocUnsafe(text.length * 3);
    return scratch.write(text, 'utf8');
  };
  /** FNV-1a. */
  const hashOf = (length: number): number => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (scratch[i] as number), 0x01000193);
    return hash >>> 0;
  };
  const holds = (number: number, hash: number, length: number): boolean => {
    const place = number * 4;
    if (places.get(place + 3) !== hash || places.get(place + 2) !== length) return false;
    const start = places.get(place + 1);
    const block = blocks[places.get(place)] as Buffer;
    return scratch.compare(block, start, start + length, 0, length) === 0;
  };
  /** Where the text in `scratch` stands in the index, or would. */
  const seek = (hash: number, length: number): number => {
    const mask = index.length - 1;
    let at = hash & mask;
    for (let entry = index[at] as number; entry !== 0; entry = index[at] as number) {
      if (holds(entry - 1, hash, length)) return at;
      at = (at + 1) & mask;
    }
    return at;
  };
  const store = (hash: number, length: number): void => {
    if (used + length > BLOCK) {
      blocks.push(Buffer.from(pagesOf(Math.max(BLOCK, length))));
      used = 0;
    }
    scratch.copy(blocks.at(-1) as Buffer, used, 0, length);
    for (const [i, value] of [blocks.length - 1, used, length, hash].entries())
      places.set(size * 4 + i, value);
    used += length;
  };
  const widen = (): void => {
    index = new Uint32Array(pagesOf(index.byteLength * 2));
    const mask = index.length - 1;
    for (let number = 0; number < size; number++) {
      let at = places.get(number * 4 + 3) & mask;
      while (index[at] !== 0) at = (at + 1) & mask;
      index[at] = number + 1;
    }
  };

  return {
    add(text) {
      const length = encode(text);
      const hash = hashOf(length);
      const at = seek(hash, length);
      const known = index[at] as number;
      if (known !== 0) return known - 1;
      store(hash, length);
      size += 1;
      index[at] = size;
      if (size * 2 > index.length) widen();
      return size - 1;
    },
    find(text) {
      const length = encode(text);
      const known = index[seek(hashOf(length), length)] as number;
      return known === 0 ? undefined : known - 1;
    },
    at(number) {
      const start = places.get(number * 4 + 1);
      const block = blocks[places.get(number * 4)] as Buffer;
      return block.toString('utf8', start, start + places.get(number * 4 + 2));
    },
    get size() {
      return size;
    },
  };
}
