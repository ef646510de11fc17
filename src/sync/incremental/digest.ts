import { createHash } from 'node:crypto';

/** Bytes that times have room for: 5 of them, as milliseconds since 1970, end in 2004. */
const BYTES = 5;

/** A digest of texts, in whatever order they come: the sum of their hashes. */
export interface Digest {
  add(text: string): void;
  /** As a time, for cursors keep nothing else. */
  readonly time: Date;
}

export function createDigest(): Digest {
  let sum = 0;
  const size = 2 ** (8 * BYTES);
  return {
    add(text) {
      sum = (sum + createHash('sha256').update(text).digest().readUIntBE(0, BYTES)) % size;
    },
    get time() {
      return new Date(sum);
    },
  };
}
