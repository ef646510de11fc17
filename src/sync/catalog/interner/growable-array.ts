type Numbers = Float64Array | Uint32Array | Uint8Array;

/** Numbers by index, outside of the engine's heap. An index that was not set has the initial value. */
export interface GrowableArray {
  get(index: number): number;
  set(index: number, value: number): void;
}

/** Numbers of a piece, and of a step by which a piece grows in place. */
const PIECE = 2 ** 18;
const STEP = 2 ** 9;

/**
 * A resizable buffer, which has pages of memory of its own. Long-lived bytes inside of the heap fragment it: the gaps
 * between them are not used again. `most`: bytes that it may grow to.
 */
export const resizableBuffer = (bytes: number, most = bytes): ArrayBuffer =>
  new ArrayBuffer(bytes, { maxByteLength: most });

export function createGrowableArray(
  type: { new (buffer: ArrayBuffer): Numbers; readonly BYTES_PER_ELEMENT: number },
  initial: number,
): GrowableArray {
  const bytes = type.BYTES_PER_ELEMENT;
  const pieces: Numbers[] = [];
  const pieceWith = (index: number): Numbers => {
    const number = Math.floor(index / PIECE);
    while (pieces.length <= number) pieces.push(new type(resizableBuffer(0, PIECE * bytes)));
    const piece = pieces[number] as Numbers;
    const { length } = piece;
    const at = index % PIECE;
    if (at >= length) {
      (piece.buffer as ArrayBuffer).resize((at - (at % STEP) + STEP) * bytes);
      piece.fill(initial, length);
    }
    return piece;
  };
  return {
    get: (index) => pieces[Math.floor(index / PIECE)]?.[index % PIECE] ?? initial,
    set(index, value) {
      // Every index behind the end has the initial value already.
      if (Object.is(value, initial) && index % PIECE >= (pieces[Math.floor(index / PIECE)]?.length ?? 0))
        return;
      pieceWith(index)[index % PIECE] = value;
    },
  };
}
