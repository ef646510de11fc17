import { type Ast, plainText } from '../jq/parse/ast.ts';
import { changed, encoded } from './changes.ts';
import { ANY, type Inverse, type Shape, UNKNOWN } from './piece.ts';
import {
  eachPiece,
  type Forms,
  literal,
  plus,
  settled,
  type Texts,
  UNKNOWN_VALUE,
  type Value,
  written,
} from './value.ts';

/** Functions that let a value through as it is, or give nothing. */
const LETTING_THROUGH = new Set(['select', 'values', 'strings', 'numbers', 'scalars', 'debug']);

/** The value that a function makes of its input. */
export function callOn(dot: Value, { name, arguments: given }: Ast & { type: 'call' }, forms: Forms): Value {
  if (LETTING_THROUGH.has(name)) return { ...settled(dot, forms), isOne: false };
  if (name === 'tostring' && given.length === 0) return written(dot, forms);
  if (name === 'tojson' && given.length === 0) return formatted(dot, 'json', forms);
  const texts = 'list' in dot ? undefined : written(dot, forms);
  const plain = plainText(given[0]);
  if (name === 'join' && 'list' in dot && plain !== undefined) return joinedBy(dot.list, plain, forms);
  if (!texts) return UNKNOWN_VALUE;
  if (name === 'ascii_downcase')
    return eachPiece(
      texts,
      inCase((text) => text.replaceAll(/[A-Z]/g, (c) => c.toLowerCase())),
    );
  if (name === 'ascii_upcase')
    return eachPiece(
      texts,
      inCase((text) => text.replaceAll(/[a-z]/g, (c) => c.toUpperCase())),
    );
  // No two ids differ by a slash at the beginning.
  if (name === 'ltrimstr' && plain === '/' && texts.shapes.every(isOnePath)) return texts;
  if ((name === 'gsub' || name === 'sub') && given.length === 2 && plain !== undefined) {
    const replacement = plainText(given[1]);
    if (replacement !== undefined) return changed(texts, plain, replacement, name === 'sub');
    if (name === 'gsub' && isEncoding(given[1])) return encoded(texts, plain);
  }
  return UNKNOWN_VALUE;
}

const isOnePath = (shape: Shape): boolean =>
  shape.every((piece) =>
    typeof piece === 'string' ? !piece.startsWith('/') : !piece.steps && !piece.nested,
  ) && shape.length === 1;

/** `.c | @uri` */
const isEncoding = (ast: Ast | undefined): boolean =>
  ast?.type === 'pipe' &&
  ast.right.type === 'format' &&
  ast.right.name === 'uri' &&
  ast.left.type === 'index' &&
  ast.left.of.type === 'identity' &&
  plainText(ast.left.key) === 'c';

/** Texts in another case. Ids that are numbers or GUIDs stay the same ids. */
const inCase =
  (change: (text: string) => string) =>
  (piece: Shape[number]): Shape[number] => {
    if (typeof piece === 'string') return change(piece);
    return piece.form === 'number' ||
      (piece.form === 'guid' && change(piece.dash ?? '-') === (piece.dash ?? '-'))
      ? piece
      : ANY;
  };

function joinedBy(list: readonly Value[], separator: string, forms: Forms): Texts {
  return list
    .map((value) => writtenOrNone(value, forms))
    .reduce((made, value, i) => plus(i === 0 ? made : plus(made, literal(separator)), value), literal(''));
}

/** A value as `join` writes it, to which null is an empty text. */
function writtenOrNone(value: Value, forms: Forms): Texts {
  const texts = written(value, forms);
  return 'path' in value ? { ...texts, shapes: [...texts.shapes, []] } : texts;
}

const json: Inverse = (text) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? UNKNOWN : String(value);
  } catch {
    return undefined;
  }
};
/** The elements of a list in JSON. Undefined where one is a list or an object. */
function elementsIn(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    const isPlain = (one: unknown) => typeof one !== 'object' || one === null;
    return Array.isArray(list) && list.every(isPlain) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}
const uri: Inverse = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
const base64: Inverse = (text) => {
  const value = Buffer.from(text, 'base64').toString('utf8');
  return Buffer.from(value, 'utf8').toString('base64') === text ? value : UNKNOWN;
};
const INVERSES: Record<string, Inverse> = { base64, uri, json };

/** Texts as `@base64` and the like make them: different texts stay different. */
export function formatted(dot: Value, name: string, forms: Forms): Texts {
  if (name === 'text') return written(dot, forms);
  if ('list' in dot) return name === 'json' ? listInJson(dot.list, forms) : UNKNOWN_VALUE;
  const inverse = Object.hasOwn(INVERSES, name) ? INVERSES[name] : undefined;
  const { shapes, isOne } = written(dot, forms);
  const nested = { shapes: [shapes], split: (text: string) => [text] };
  return { shapes: [[inverse ? { ...ANY, nested, steps: [inverse] } : ANY]], isText: true, isOne };
}

const listInJson = (list: readonly Value[], forms: Forms): Texts => ({
  shapes: [
    [{ ...ANY, nested: { shapes: list.map((one) => written(one, forms).shapes), split: elementsIn } }],
  ],
  isText: true,
  isOne: true,
});
