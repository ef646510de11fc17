import { resizableBuffer } from './growable-array.ts';
import { pack, unpack } from './guid-codec.ts';
import { createHashIndex } from './hash-index.ts';
import { createRecords } from './records.ts';

/**
 * A string interner: texts, each with a number from 0 on in the order they came. It takes some 40 bytes an identifier,
 * outside of the engine's heap. Strings in a Map take 140, and every garbage collection looks at them again.
 */
export interface Interner {
  /** The number of a text. A new text gets the next one. */
  intern(text: string): number;
  lookup(text: string): number | undefined;
  textAt(number: number): string;
  readonly size: number;
}

export function createInterner(): Interner {
  const records = createRecords();
  const index = createHashIndex(records);
  let text = Buffer.allocUnsafe(256);
  let packed = new Uint8Array(resizableBuffer(256));

  /** Packs a text into `packed`. Returns the number of its bytes. */
  const encode = (one: string): number => {
    // A code unit takes three bytes of UTF-8 at most.
    const most = one.length * 3;
    if (most > text.length) {
      text = Buffer.allocUnsafe(most);
      packed = new Uint8Array(resizableBuffer(most));
    }
    return pack(text, text.write(one, 'utf8'), packed);
  };

  return {
    intern(one) {
      const length = encode(one);
      return index.findOrAdd(packed, length);
    },
    lookup(one) {
      const length = encode(one);
      return index.find(packed, length);
    },
    textAt(number) {
      const { block, start, end } = records.at(number);
      return text.toString('utf8', 0, unpack(block, start, end, text));
    },
    get size() {
      return records.size;
    },
  };
}
