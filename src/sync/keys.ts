/**
 * Texts, each with a number from 0 on in the order they came: a map of some 60 bytes an identifier, outside of the
 * engine's heap, where strings in a Map take 140 and every collection looks at them again.
 */
export interface Keys {
  /** The number of a text, given when it is new. */
  add(text: string): number;
  find(text: string): number | undefined;
  at(number: number): string;
  readonly size: number;
}

/** Bytes of a block of texts; a longer text gets a block of its own. */
const BLOCK = 2 ** 16;
const FREE = 0xffffffff;

export function createKeys(): Keys {
  const blocks: Buffer[] = [];
  /** Bytes in use of the last block; before there is one, none is large enough. */
  let used = Number.POSITIVE_INFINITY;
  let size = 0;
  /** Of each number: block, offset and length of its bytes, and their hash. */
  let places = new Uint32Array(4 * 16);
  /** Numbers by hash, half of it free: open addressing. */
  let index = new Uint32Array(32).fill(FREE);
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
    if (places[place + 3] !== hash || places[place + 2] !== length) return false;
    const start = places[place + 1] as number;
    const block = blocks[places[place] as number] as Buffer;
    return scratch.compare(block, start, start + length, 0, length) === 0;
  };
  /** Where the text in `scratch` stands in the index, or would. */
  const seek = (hash: number, length: number): number => {
    const mask = index.length - 1;
    let at = hash & mask;
    for (let number = index[at] as number; number !== FREE; number = index[at] as number) {
      if (holds(number, hash, length)) return at;
      at = (at + 1) & mask;
    }
    return at;
  };
  const store = (hash: number, length: number): void => {
    if (used + length > BLOCK) {
      blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK, length)));
      used = 0;
    }
    scratch.copy(blocks.at(-1) as Buffer, used, 0, length);
    if (size * 4 === places.length) places = grown(places);
    places.set([blocks.length - 1, used, length, hash], size * 4);
    used += length;
  };
  const widen = (): void => {
    index = new Uint32Array(index.length * 2).fill(FREE);
    const mask = index.length - 1;
    for (let number = 0; number < size; number++) {
      let at = (places[number * 4 + 3] as number) & mask;
      while (index[at] !== FREE) at = (at + 1) & mask;
      index[at] = number;
    }
  };

  return {
    add(text) {
      const length = encode(text);
      const hash = hashOf(length);
      const at = seek(hash, length);
      const known = index[at] as number;
      if (known !== FREE) return known;
      store(hash, length);
      index[at] = size;
      size += 1;
      if (size * 2 > index.length) widen();
      return size - 1;
    },
    find(text) {
      const length = encode(text);
      const known = index[seek(hashOf(length), length)] as number;
      return known === FREE ? undefined : known;
    },
    at(number) {
      const [block, start, length] = places.subarray(number * 4, number * 4 + 3);
      return (blocks[block as number] as Buffer).toString(
        'utf8',
        start,
        (start as number) + (length as number),
      );
    },
    get size() {
      return size;
    },
  };
}

function grown(places: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil(places.length / 8) * 12);
  larger.set(places);
  return larger;
}
