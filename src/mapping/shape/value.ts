import { ANY, type Form, type Piece, type Shape } from './piece.ts';

/** The forms of an item's ids, by their paths (names joined by dots). */
export type Forms = ReadonlyMap<string, Form>;

/** The value of an expression, as far as it is known without an item. */
export type Value =
  /** The item's value at a path. */
  { path: readonly string[] } | Texts | { list: readonly Value[] };

export interface Texts {
  /** Every possible text has one of these shapes. */
  shapes: readonly Shape[];
  /** Whether the expression gives a text or fails. */
  isText: boolean;
  /** Whether the expression gives one value or fails. */
  isOne: boolean;
}

/** Most shapes that are followed, and most pieces and characters of each. Of more nothing is known. */
const MOST_SHAPES = 32;
const MOST_PIECES = 64;
export const MOST_CHARACTERS = 4_096;

const texts = (shapes: readonly Shape[], isText: boolean, isOne: boolean): Texts => ({
  shapes,
  isText,
  isOne,
});

/** A value of which nothing is known. */
export const UNKNOWN_VALUE: Texts = texts([[ANY]], false, false);
export const NOTHING: Texts = texts([], true, false);

export const literal = (text: string): Texts => texts([text === '' ? [] : [text]], true, true);
const shaped = (shapes: readonly Shape[], isOne: boolean): Texts =>
  shapes.length > MOST_SHAPES ? texts([[ANY]], true, isOne) : texts(shapes, true, isOne);

/** Whether a kind adds the field, which is in each item then. The service may leave out any of its own. */
const isOwnField = (path: string): boolean => path.startsWith('__');

/** A value that is joined to a text. A number cannot be, and null adds nothing. */
export function joined(value: Value, forms: Forms): Texts {
  if ('shapes' in value) return value;
  if ('list' in value) return UNKNOWN_VALUE;
  const path = value.path.join('.');
  const form = forms.get(path);
  if (form === undefined || form === 'number') return texts([[ANY]], false, true);
  return texts(isOwnField(path) ? [[{ form, path }]] : [[{ form, path }], []], true, true);
}

/** A value as a text. */
export function written(value: Value, forms: Forms): Texts {
  if ('shapes' in value) return { ...value, isText: true };
  if ('list' in value) return texts([[ANY]], true, false);
  const path = value.path.join('.');
  const form = forms.get(path);
  if (form && isOwnField(path)) return texts([[{ form, path }]], true, true);
  return texts(form ? [[{ form, path }], ['null']] : [[ANY]], true, true);
}

/** The value of `+`, which joins texts where one of its sides is one. */
export function plus(left: Texts, right: Texts): Texts {
  if (!left.isText && !right.isText) return UNKNOWN_VALUE;
  return shaped(
    left.shapes.flatMap((head) => right.shapes.map((tail) => chain(head, tail))),
    left.isOne && right.isOne,
  );
}

function chain(head: Shape, tail: Shape): Shape {
  if (head.length + tail.length > MOST_PIECES) return [ANY];
  const [end, start] = [head.at(-1), tail[0]];
  if (typeof end !== 'string' || typeof start !== 'string') return [...head, ...tail];
  if (end.length + start.length > MOST_CHARACTERS) return [ANY];
  return [...head.slice(0, -1), end + start, ...tail.slice(1)];
}

/** One value or the other. */
export function either(left: Value, right: Value, forms: Forms): Texts {
  const [one, other] = [settled(left, forms), settled(right, forms)];
  const shapes = [...one.shapes, ...other.shapes];
  return texts(
    shapes.length > MOST_SHAPES ? [[ANY]] : shapes,
    one.isText && other.isText,
    one.isOne && other.isOne,
  );
}

/** A value as an identifier shows it. */
export const settled = (value: Value, forms: Forms): Texts =>
  'path' in value && forms.get(value.path.join('.')) === 'number'
    ? { ...written(value, forms), isText: false }
    : joined(value, forms);

/** Texts with each piece changed by itself. */
export const eachPiece = (value: Texts, change: (piece: Piece) => Piece): Texts => ({
  ...value,
  shapes: value.shapes.map((shape) =>
    shape.map(change).reduce<Shape>((made, piece) => (piece === '' ? made : chain(made, [piece])), []),
  ),
});
