/**
 * The byte before a packed GUID, which UTF-8 never has: most identifiers are made of GUIDs, and one takes 17 bytes in
 * place of 36.
 */
const MARKER = 0xff;
const GUID = 36;
const PACKED_GUID = 17;
const DASH = 0x2d;
const DASHES = [8, 13, 18, 23];
/** Positions in a GUID at which the two digits of each byte begin. */
const PAIRS = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
const DIGITS = Buffer.from('0123456789abcdef');
/** The value of each digit, 16 for what is none. */
const WORTH = new Uint8Array(256).fill(16);
for (const [worth, digit] of DIGITS.entries()) WORTH[digit] = worth;

/** Packs the GUID at a place. False if there is none, or one in upper case, which would not come back as it was. */
function packGuid(text: Buffer, at: number, packed: Uint8Array, to: number): boolean {
  for (const dash of DASHES) if (text[at + dash] !== DASH) return false;
  for (let i = 0; i < 16; i++) {
    const digit = at + (PAIRS[i] as number);
    const high = WORTH[text[digit] as number] as number;
    const low = WORTH[text[digit + 1] as number] as number;
    if ((high | low) > 15) return false;
    packed[to + 1 + i] = (high << 4) | low;
  }
  packed[to] = MARKER;
  return true;
}

function unpackGuid(packed: Uint8Array, at: number, text: Buffer, to: number): void {
  for (const dash of DASHES) text[to + dash] = DASH;
  for (let i = 0; i < 16; i++) {
    const byte = packed[at + 1 + i] as number;
    const digit = to + (PAIRS[i] as number);
    text[digit] = DIGITS[byte >> 4] as number;
    text[digit + 1] = DIGITS[byte & 15] as number;
  }
}

/** Packs a text of `length` bytes. Returns the number of bytes that it takes then. */
export function pack(text: Buffer, length: number, packed: Uint8Array): number {
  let to = 0;
  for (let at = 0; at < length; ) {
    if (length - at >= GUID && packGuid(text, at, packed, to)) {
      at += GUID;
      to += PACKED_GUID;
    } else packed[to++] = text[at++] as number;
  }
  return to;
}

/** Unpacks a text. Returns the number of its bytes. */
export function unpack(packed: Uint8Array, start: number, end: number, text: Buffer): number {
  let to = 0;
  for (let at = start; at < end; ) {
    if (packed[at] === MARKER) {
      unpackGuid(packed, at, text, to);
      at += PACKED_GUID;
      to += GUID;
    } else text[to++] = packed[at++] as number;
  }
  return to;
}
