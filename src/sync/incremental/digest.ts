import { createHash } from 'node:crypto';

/** Bytes of a digest. 5 bytes, as milliseconds since 1970, end in 2004: a digest passes for a time of the past. */
const BYTES = 5;

/** The time that stands for no digest: none is known, or it was forgotten. */
export const NO_DIGEST = new Date(0);

/** A digest of texts, in whatever order they come: the sum of their hashes. */
export interface Digest {
  add(text: string): void;
  /** The digest as a time, since cursors keep nothing else. */
  readonly time: Date;
}

export function createDigest(...texts: readonly string[]): Digest {
  let sum = 0;
  const size = 2 ** (8 * BYTES);
  const add = (text: string) => {
    sum = (sum + createHash('sha256').update(text).digest().readUIntBE(0, BYTES)) % size;
  };
  texts.forEach(add);
  return {
    add,
    get time() {
      return new Date(sum);
    },
  };
}
