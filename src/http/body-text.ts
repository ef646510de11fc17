/**
 * Bytes decoded at a time. Node makes a text of more than 1,031,913 bytes outside of V8's heap (`EXTERN_APEX` in its
 * `string_bytes.cc`). Pieces are joined, which copies them: most answers are one.
 */
const PIECE = 1_000_000;

/**
 * The text of an answer, without a byte order mark. Decoded piece by piece: a long text that is made at once stands
 * outside of V8's heap, where it leaves a gap that the next one does not fill.
 */
export function bodyText(body: Buffer): string {
  let text = '';
  for (let start = 0; start < body.length; ) {
    const end = endOfCharacter(body, Math.min(start + PIECE, body.length));
    text += body.toString('utf8', start, end);
    start = end;
  }
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The wanted end, or the one before the character that it would cut: UTF-8 has four bytes at the most. */
function endOfCharacter(body: Buffer, wanted: number): number {
  for (let end = wanted; end > wanted - 4; end--) if (((body[end] ?? 0) & 0xc0) !== 0x80) return end;
  return wanted;
}
