import { parseJson, TooDeep } from '../lib/values/json.ts';
import { bodyText, endOfCharacter } from './body-text.ts';

/** Bytes decoded at a time: few enough that most pieces of a text have no wide character. */
const PIECE = 2 ** 11;
/** Wide characters that a piece may have: of more, escapes would cost more than they spare. */
const MOST_WIDE = 64;

/** Characters that take two bytes in a string of V8's, as do then all others of the same string. */
const WIDE = /[^\0-\xff]/g;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const BACKSLASH = 0x5c;

/** The value of an answer's JSON. Throws InvalidJson, TooDeep among them. */
export function bodyJson(body: Buffer): unknown {
  const narrow = narrowText(body);
  if (narrow !== undefined) {
    try {
      return parseJson(narrow);
    } catch (error) {
      if (error instanceof TooDeep) throw error;
      // The text as it came tells the place.
    }
  }
  return parseJson(bodyText(body));
}

/**
 * JSON of the same value with wide characters as escapes, so that it takes one byte a character: a single “ in a page
 * of a megabyte would double what is copied, read and collected of it. Undefined where many are wide, and where a
 * backslash stands before one, which is no JSON and must not become an escaped one.
 */
function narrowText(body: Buffer): string | undefined {
  let text = '';
  let start = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (start < body.length) {
    const end = endOfCharacter(body, Math.min(start + PIECE, body.length));
    const piece = body.toString('utf8', start, end);
    const escaped = piece.replace(WIDE, escapeOf);
    if (escaped === piece) text += piece;
    else {
      const wide = (escaped.length - piece.length) / (ESCAPE_LENGTH - 1);
      const isBehindBackslash = body[start - 1] === BACKSLASH || /\\[^\0-\xff]/.test(piece);
      if (wide > MOST_WIDE || isBehindBackslash) return undefined;
      // A string that was cut out of a wide one is wide.
      text += Buffer.from(escaped, 'latin1').toString('latin1');
    }
    start = end;
  }
  return text;
}

const ESCAPE_LENGTH = '\\u201c'.length;
const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
