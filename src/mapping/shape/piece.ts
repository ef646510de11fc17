/**
 * The form of an id at a path, in every item of its kind. `token`: letters, digits, `.`, `_` and `-`. `ref`: the name of
 * a branch, in which Git allows no space, colon or tilde.
 */
export type Form = 'number' | 'guid' | 'token' | 'ref' | 'text';

/** Undoes a step: the text before it. Undefined: no text becomes this one. `UNKNOWN`: several do. */
export type Inverse = (text: string) => string | typeof UNKNOWN | undefined;
export const UNKNOWN = Symbol('several texts');

/** A part of a text that shows a value of the item. */
export interface Part {
  form: Form;
  /** The value's path, names joined by dots. Absent where nothing is known of the value. */
  path?: string;
  /** The text between the groups of digits of a GUID. Absent: a hyphen. */
  dash?: string;
  /** Ways back to the value, the last step first. Absent: the text is the value. */
  steps?: readonly Inverse[];
  /** Set where the steps lead back to several texts: the way to split them, and the shapes of each. */
  nested?: { shapes: readonly (readonly Shape[])[]; split(text: string): readonly string[] | undefined };
  /** Set where the value is percent-encoded: the mark in place of `%`, and the characters that stay. */
  encoded?: { mark: string; keeps(character: string): boolean };
}

/** A piece of a text: a text that is the same for every item, or a part that is not. */
export type Piece = string | Part;
/** The form of a whole text, piece by piece. */
export type Shape = readonly Piece[];

export const ANY: Part = { form: 'text' };

const CHARACTERS = { number: /[0-9]/, token: /[A-Za-z0-9._-]/ } as const;

/** The form of an id at a path, by one value. Names and paths may look like anything. */
export function formOf(path: string, value: unknown): Form | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? 'number' : undefined;
  if (typeof value !== 'string') return undefined;
  if (/(?:id|Id|identifier)$/.test(path) && isGuid(value)) return 'guid';
  if (path === 'name' || path === 'refName') return 'ref';
  return path.endsWith('descriptor') && /^[A-Za-z]+\.[A-Za-z0-9_-]+$/.test(value) ? 'token' : 'text';
}

/** A pattern of a GUID with a text between its groups of digits. */
function guidWith(dash: string): RegExp {
  const between = [...dash].map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join('');
  return new RegExp(`^${[8, 4, 4, 4, 12].map((count) => `[0-9a-fA-F]{${count}}`).join(between)}$`, 'u');
}

const GUID = guidWith('-');
const isGuidWith = (dash: string, text: string): boolean => (dash === '-' ? GUID : guidWith(dash)).test(text);
export const isGuid = (value: unknown): boolean => typeof value === 'string' && GUID.test(value);

/** Ids that a text shows, by path. */
export type Shown = Map<string, string>;

/**
 * The ids that a text shows by a shape. Ids are missing that the text leaves open, since it can be divided in several
 * ways. Undefined where no item gives this text by this shape.
 */
export function readShape(shape: Shape, text: string): Shown | undefined {
  const shown: Shown = new Map();
  let [first, last] = [0, shape.length];
  let [from, to] = [0, text.length];
  for (; first < last; first += 1) {
    const width = widthAt(shape[first] as Piece, text.slice(from, to), 'start', shape[first + 1]);
    if (width === undefined) break;
    if (width < 0 || !show(shape[first] as Piece, text.slice(from, from + width), shown)) return undefined;
    from += width;
  }
  for (; first < last; last -= 1) {
    const width = widthAt(shape[last - 1] as Piece, text.slice(from, to), 'end', shape[last - 2]);
    if (width === undefined) break;
    if (width < 0 || !show(shape[last - 1] as Piece, text.slice(to - width, to), shown)) return undefined;
    to -= width;
  }
  if (first === last) return from === to ? shown : undefined;
  if (last - first > 1) return shown;
  return show(shape[first] as Piece, text.slice(from, to), shown) ? shown : undefined;
}

/** Characters that a piece takes at the start or end of a text. Undefined: that is open. -1: the piece is not there. */
function widthAt(
  piece: Piece,
  text: string,
  side: 'start' | 'end',
  neighbour: Piece | undefined,
): number | undefined {
  if (typeof piece === 'string') {
    const isThere = side === 'start' ? text.startsWith(piece) : text.endsWith(piece);
    return isThere ? piece.length : -1;
  }
  if (piece.form === 'text' || piece.form === 'ref') return undefined;
  if (piece.form === 'guid') {
    const dash = piece.dash ?? '-';
    const width = 32 + 4 * dash.length;
    const there = side === 'start' ? text.slice(0, width) : text.slice(-width);
    return isGuidWith(dash, there) ? width : -1;
  }
  const characters = CHARACTERS[piece.form];
  const next = typeof neighbour === 'string' ? neighbour.at(side === 'start' ? 0 : -1) : undefined;
  if (neighbour !== undefined && (next === undefined || characters.test(next))) return undefined;
  let width = 0;
  while (width < text.length && characters.test(text.at(side === 'start' ? width : -width - 1) ?? ''))
    width += 1;
  return width === 0 ? -1 : width;
}

/** Notes the id that a piece shows. False where no item gives this text. */
function show(piece: Piece, text: string, shown: Shown): boolean {
  if (typeof piece === 'string') return piece === text;
  if (piece.form === 'number' && !/^[0-9]+$/.test(text)) return false;
  if (piece.form === 'token' && !/^[A-Za-z0-9._-]+$/.test(text)) return false;
  let value = text;
  for (const step of piece.steps ?? []) {
    const before = step(value);
    if (before === undefined) return false;
    if (before === UNKNOWN) return true;
    value = before;
  }
  if (piece.nested) return showNested(piece.nested, value, shown);
  if (piece.path !== undefined) note(piece.path, value, shown);
  return true;
}

function showNested({ shapes, split }: NonNullable<Part['nested']>, text: string, shown: Shown): boolean {
  const parts = split(text);
  return (
    parts?.length === shapes.length &&
    shapes.every((some, i) => {
      const [first, ...others] = some.flatMap((shape) => readShape(shape, parts[i] ?? '') ?? []);
      if (first && others.length === 0) for (const [path, id] of first) note(path, id, shown);
      return first !== undefined;
    })
  );
}

const note = (path: string, id: string, shown: Shown): void => {
  if (!shown.has(path)) shown.set(path, id);
};

/** Whether a shown text is an id. */
export function isShown(shown: string | undefined, id: unknown): boolean {
  if (shown === undefined || (typeof id !== 'string' && typeof id !== 'number')) return false;
  if (isGuid(id)) return digitsOf(shown) === digitsOf(String(id));
  return slashless(shown) === slashless(String(id));
}

const digitsOf = (id: string): string => id.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
/**
 * An id without a slash at its beginning. No two ids differ by that: paths all have it or none has, branches never do.
 */
const slashless = (id: string): string => (id.startsWith('/') ? id.slice(1) : id);
