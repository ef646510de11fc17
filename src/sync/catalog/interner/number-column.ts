type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A number for each slot, `initial` until it is set. */
export interface Column {
  get(slot: number): number;
  set(slot: number, value: number): void;
}

/** Slots of a piece, and by how many it grows, where it stands. */
const PIECE = 2 ** 18;
const STEP = 2 ** 9;

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
    while (pieces.length <= number) pieces.push(new type(pagesOf(0, PIECE * bytes)));
    const piece = pieces[number] as Numbers;
    const { length } = piece;
    const at = slot % PIECE;
    if (at >= length) {
      (piece.buffer as ArrayBuffer).resize((at - (at % STEP) + STEP) * bytes);
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
