import { resizableBuffer } from './growable-array.ts';
import type { Records } from './records.ts';

/** Finds the number of a packed text: a hash table with open addressing, of which a fifth is free. */
export interface HashIndex {
  find(packed: Uint8Array, length: number): number | undefined;
  /** The number of a packed text, which is added to the records if they do not have it. */
  findOrAdd(packed: Uint8Array, length: number): number;
}

export function createHashIndex(records: Records): HashIndex {
  /**
   * Numbers from 1 on, 0 where there is none. High bits that no number needs yet are those of the hash, which spares a
   * look at nearly every record of another text.
   */
  let table = new Uint32Array(resizableBuffer(64 * 4));

  /** The place of a packed text in the table, or the one that it would get. */
  const seek = (hash: number, packed: Uint8Array, length: number): number => {
    const mask = table.length - 1;
    let at = hash & mask;
    for (let entry = table[at] as number; entry !== 0; entry = table[at] as number) {
      if (((entry ^ hash) & ~mask) === 0 && isText(records, (entry & mask) - 1, packed, length)) return at;
      at = (at + 1) & mask;
    }
    return at;
  };
  const numberAt = (at: number): number | undefined => {
    const entry = table[at] as number;
    return entry === 0 ? undefined : (entry & (table.length - 1)) - 1;
  };
  const put = (at: number, hash: number, number: number): void => {
    table[at] = (hash & ~(table.length - 1)) | (number + 1);
  };
  const widen = (): void => {
    const { length, buffer } = table;
    // The new table is made from the records, so the memory of the old one is given back first.
    buffer.resize(0);
    table = new Uint32Array(resizableBuffer(length * 2 * 4));
    const mask = table.length - 1;
    for (let number = 0; number < records.size; number++) {
      const { block, start, end } = records.at(number);
      const hash = hashOf(block, start, end);
      let at = hash & mask;
      while (table[at] !== 0) at = (at + 1) & mask;
      put(at, hash, number);
    }
  };

  return {
    find: (packed, length) => numberAt(seek(hashOf(packed, 0, length), packed, length)),
    findOrAdd(packed, length) {
      const hash = hashOf(packed, 0, length);
      const at = seek(hash, packed, length);
      const known = numberAt(at);
      if (known !== undefined) return known;
      const number = records.size;
      records.add(packed, length);
      put(at, hash, number);
      if (records.size * 5 > table.length * 4) widen();
      return number;
    },
  };
}

/** The hash function FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}

/** Whether the record of a number is this packed text. Compared from the last byte on, where identifiers differ most. */
function isText(records: Records, number: number, packed: Uint8Array, length: number): boolean {
  const { block, start, end } = records.at(number);
  if (end - start !== length) return false;
  for (let i = length - 1; i >= 0; i--) if (block[start + i] !== packed[i]) return false;
  return true;
}
