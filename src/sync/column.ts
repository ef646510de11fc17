type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A number for each slot, `initial` until it is set. It grows by pieces, so that nothing is copied and little unused. */
export interface Column {
  get(slot: number): number;
  set(slot: number, value: number): void;
}

const PIECE = 4096;

export function createColumn(
  type: { new (length: number): Numbers; new (numbers: Numbers): Numbers },
  initial: number,
): Column {
  const pieces: Numbers[] = [];
  /** The first piece starts small: most columns stay so. */
  const room = (piece: number, at: number): Numbers => {
    const known = pieces[piece];
    if (known && at < known.length) return known;
    const larger = new type(
      piece === 0 ? Math.min(PIECE, Math.max(16, 2 ** Math.ceil(Math.log2(at + 1)))) : PIECE,
    );
    larger.fill(initial);
    if (known) larger.set(known);
    pieces[piece] = larger;
    return larger;
  };
  return {
    get: (slot) => pieces[Math.floor(slot / PIECE)]?.[slot % PIECE] ?? initial,
    set(slot, value) {
      const at = slot % PIECE;
      room(Math.floor(slot / PIECE), at)[at] = value;
    },
  };
}
