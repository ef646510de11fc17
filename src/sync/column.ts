type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A number for each slot, `initial` until it is set. */
export interface Column {
  get(slot: number): number;
  set(slot: number, value: number): void;
}

/** Slots of a piece, and those that the first one has at the start. */
const PIECE = 2 ** 18;
const START = 512;

/** Pages of memory of its own: among what comes and goes on the heap it would keep the room between from being used. */
export const pagesOf = (bytes: number, most = bytes): ArrayBuffer =>
  new ArrayBuffer(bytes, { maxByteLength: most });

export function createColumn(
  type: { new (buffer: ArrayBuffer): Numbers; readonly BYTES_PER_ELEMENT: number },
  initial: number,
): Column {
  const bytes = type.BYTES_PER_ELEMENT;
  const pieces: Numbers[] = [];
  const pieceWith = (slot: number): Numbers => {
    const number = Math.floor(slot / PIECE);
    while (pieces.length <= number)
      pieces.push(new type(pagesOf(START * bytes, PIECE * bytes)).fill(initial));
    const piece = pieces[number] as Numbers;
    const { length } = piece;
    if (slot % PIECE >= length) {
      const wanted = Math.max(2 * length, 2 ** Math.ceil(Math.log2((slot % PIECE) + 1)));
      (piece.buffer as ArrayBuffer).resize(wanted * bytes);
      piece.fill(initial, length);
    }
    return piece;
  };
  return {
    get: (slot) => pieces[Math.floor(slot / PIECE)]?.[slot % PIECE] ?? initial,
    set(slot, value) {
      pieceWith(slot)[slot % PIECE] = value;
    },
  };
}
