import { readPattern } from '../jq/fast-path/read-pattern.ts';
import { ANY, type Inverse, type Part, type Piece, type Shape, UNKNOWN } from './piece.ts';
import { eachPiece, MOST_CHARACTERS, type Texts } from './value.ts';

/** A pattern of one character, or of a run of such characters. */
const ONE_CHARACTER = /^(?:[^\\^$.|?*+()[\]{}]|\\.|\[(?:[^\]\\]|\\.)+\])(\+)?$/su;

/** Texts after `sub` or `gsub` with a plain replacement. */
export function changed(texts: Texts, pattern: string, replacement: string, once: boolean): Texts {
  const known = readPattern(pattern);
  const [, repeated] = ONE_CHARACTER.exec(pattern) ?? [undefined, undefined];
  const isOne = ONE_CHARACTER.test(pattern) && known && !known.mayBeEmpty;
  if (!isOne) return eachShape(texts, (shape) => unlessItShows(shape, replacement));
  const matching: Matching = {
    one: new RegExp(repeated ? known.source.slice(0, -1) : known.source, 'u'),
    all: new RegExp(known.source, once ? 'u' : 'gu'),
    replacement,
    isOfAscii: known.letters || known.unicode,
    once,
  };
  const change = (piece: Piece) => changedPiece(piece, matching);
  if (!repeated && !once) return eachPiece(texts, change);
  // A match may reach over several pieces, or be in one of several.
  return eachShape(texts, (shape) => {
    const hit = new Set(shape.flatMap((piece, i) => (isHit(piece, matching.one) ? [i] : [])));
    return hit.size > 1
      ? shape.map((piece, i) => (hit.has(i) ? ANY : piece))
      : shape.map(change).filter((piece) => piece !== '');
  });
}

/** A replacement of characters. */
interface Matching {
  /** A pattern for one of the characters that match. */
  one: RegExp;
  all: RegExp;
  replacement: string;
  /** Whether only characters of ASCII match. Beyond these the two engines may differ. */
  isOfAscii: boolean;
  once: boolean;
}

const eachShape = (texts: Texts, change: (shape: Shape) => Shape): Texts => ({
  ...texts,
  isText: true,
  shapes: texts.shapes.map(change),
});

/**
 * A shape after a replacement by a pattern that is not understood. A single value is unchanged where the replacement is
 * nowhere in it.
 */
function unlessItShows(shape: Shape, replacement: string): Shape {
  const [only] = shape;
  if (shape.length === 0 || only === undefined) return [ANY];
  return shape.length === 1 && typeof only !== 'string' ? [replaced(only, replacement)] : [ANY];
}

const ALPHABETS = {
  number: '0123456789',
  guid: '0123456789abcdefABCDEF',
  token: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-',
} as const;

/** Patterns of characters that no name of a branch has. */
const NOT_IN_REFS = /^(?:[ ~:]|\[[ ~:]+\])$/;

const hits = (text: string, characters: RegExp): boolean => [...text].some((one) => characters.test(one));

const isHit = (piece: Piece, characters: RegExp): boolean => {
  if (typeof piece === 'string') return hits(piece, characters);
  if (piece.form === 'text') return true;
  if (piece.form === 'ref') return !NOT_IN_REFS.test(characters.source);
  return hits(ALPHABETS[piece.form] + (piece.form === 'guid' ? (piece.dash ?? '-') : ''), characters);
};

function changedPiece(piece: Piece, matching: Matching): Piece {
  const { one, all, replacement, isOfAscii, once } = matching;
  if (typeof piece === 'string' && isOfAscii && /[^ -~]/.test(piece)) return ANY;
  if (!isHit(piece, one)) return piece;
  const text = typeof piece === 'string' ? piece : (piece.dash ?? '-');
  if (text.length * replacement.length > MOST_CHARACTERS) return ANY;
  if (typeof piece === 'string') return piece.replace(all, () => replacement);
  if (piece.encoded) return afterEncoding(piece, one, replacement);
  if (piece.form === 'guid' && !once && !hits(ALPHABETS.guid, one))
    return { ...piece, dash: text.replace(all, () => replacement) };
  return replaced(piece, replacement);
}

/** A value in which something may have been replaced. It is unchanged if the replacement is nowhere in it. */
function replaced(piece: Part, replacement: string): Part {
  if (piece.form === 'guid' && piece.dash !== undefined) return ANY;
  const inverse: Inverse = (text) => (replacement === '' || text.includes(replacement) ? UNKNOWN : text);
  const { encoded: _, ...rest } = piece;
  return { ...rest, form: 'text', steps: [inverse, ...(piece.steps ?? [])] };
}

/**
 * Texts after `gsub("(?<c>[^…])"; .c | @uri)`: all characters but those that are kept stand as bytes, each after a
 * mark.
 */
export function encoded(texts: Texts, pattern: string): Texts {
  const known = readPattern(pattern);
  const [, list] = /^\(\?<c>(\[\^(?:[^\]\\]|\\.)+\])\)$/su.exec(pattern) ?? [];
  const characters =
    known && list !== undefined ? new RegExp(known.source.slice('(?<c>'.length, -1), 'u') : undefined;
  if (!characters?.test('%')) return { ...texts, isText: true, shapes: [[ANY]] };
  const keeps = (character: string) => !characters.test(character);
  return eachPiece(texts, (piece) => {
    if (!isHit(piece, characters)) return piece;
    // Versions of jq differ in the ASCII characters that they encode.
    if (typeof piece === 'string' || (piece.form === 'guid' && piece.dash !== undefined)) return ANY;
    const steps = [decoded('%'), ...(piece.steps ?? [])];
    return { ...piece, form: 'text', steps, encoded: { mark: '%', keeps } };
  });
}

const decoded =
  (mark: string): Inverse =>
  (text) => {
    try {
      return decodeURIComponent(text.replaceAll(mark, '%'));
    } catch {
      return undefined;
    }
  };

/** An encoded value after a replacement of its mark by another one, or of `~`, which some versions of jq encode. */
function afterEncoding(piece: Part, characters: RegExp, replacement: string): Part {
  const { encoded, steps = [] } = piece;
  const [only, ...others] = ASCII.filter((one) => characters.test(one));
  if (encoded?.mark !== '%' || only === undefined || others.length > 0) return ANY;
  if (only === '~' && replacement === '%7E') return piece;
  // A character that may stand for itself cannot be a mark.
  if (only !== '%' || !/^[^\w%~.!*'()-]$/.test(replacement) || encoded.keeps(replacement)) return ANY;
  const changed = [decoded(replacement), ...steps.slice(1)];
  return { ...piece, steps: changed, encoded: { ...encoded, mark: replacement } };
}

/** The printable characters of ASCII: no others matter for encoding. */
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
