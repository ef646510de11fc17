import { type Ast, plainText } from '../jq/parse/ast.ts';
import { withDoubleQuotes } from '../jq/parse/double-quotes.ts';
import { parse } from '../jq/parse/parser.ts';
import { callOn, formatted } from './calls.ts';
import type { Shape } from './piece.ts';
import {
  either,
  type Forms,
  joined,
  literal,
  NOTHING,
  plus,
  settled,
  type Texts,
  UNKNOWN_VALUE,
  type Value,
  written,
} from './value.ts';

/**
 * The shapes of an expression: each text that it gives has one of them, whatever the item. Undefined where the
 * expression is not understood. `forms`: those of an item's ids. Nothing is known of its other members.
 */
export function shapesOf(expression: string, forms: Forms): readonly Shape[] | undefined {
  const ast = parse(withDoubleQuotes(expression));
  return ast && settled(valueFrom(ast, { dot: { path: [] }, variables: new Map(), forms }), forms).shapes;
}

interface Scope {
  dot: Value;
  variables: ReadonlyMap<string, Value>;
  forms: Forms;
}

function valueFrom(ast: Ast, scope: Scope): Value {
  const { dot, variables, forms } = scope;
  const inside = (child: Ast) => valueFrom(child, scope);
  switch (ast.type) {
    case 'identity':
      return dot;
    case 'variable':
      return variables.get(ast.name) ?? UNKNOWN_VALUE;
    case 'string':
      return stringOf(ast, scope);
    case 'index': {
      const of = inside(ast.of);
      const name = plainText(ast.key);
      return 'path' in of && name !== undefined ? { path: [...of.path, name] } : UNKNOWN_VALUE;
    }
    case 'binary':
      if (ast.operator === '//') return either(inside(ast.left), inside(ast.right), forms);
      if (ast.operator !== '+') return UNKNOWN_VALUE;
      return plus(joined(inside(ast.left), forms), joined(inside(ast.right), forms));
    case 'comma':
      return { ...either(inside(ast.left), inside(ast.right), forms), isOne: false };
    case 'if': {
      const otherwise = ast.otherwise ? inside(ast.otherwise) : dot;
      return { ...either(inside(ast.then), otherwise, forms), isOne: false };
    }
    case 'try': {
      const handled = ast.handler ? valueFrom(ast.handler, { ...scope, dot: UNKNOWN_VALUE }) : NOTHING;
      return { ...either(inside(ast.body), handled, forms), isOne: false };
    }
    case 'pipe': {
      const left = inside(ast.left);
      return asOftenAs(left, valueFrom(ast.right, { ...scope, dot: left }), forms);
    }
    case 'bind': {
      const source = inside(ast.source);
      const bound = new Map(variables).set(ast.name, source);
      return asOftenAs(source, valueFrom(ast.body, { ...scope, variables: bound }), forms);
    }
    case 'literal':
      return plainLiteral(ast.value);
    case 'array':
      return ast.of ? listOf(ast.of, inside) : { list: [] };
    case 'call':
      return callOn(dot, ast, forms);
    case 'format':
      return formatted(dot, ast.name, forms);
    default:
      return UNKNOWN_VALUE;
  }
}

/** A literal that is no text. Null adds nothing to a text, and a number is none until it is made one. */
function plainLiteral(value: null | boolean | number): Texts {
  if (value === null) return { shapes: [[], ['null']], isText: false, isOne: true };
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return UNKNOWN_VALUE;
  return { ...literal(String(value)), isText: false };
}

function stringOf({ parts, format }: Ast & { type: 'string' }, scope: Scope): Texts {
  const values = parts.map((part) => {
    if (typeof part === 'string') return literal(part);
    const value = valueFrom(part, scope);
    return format === undefined || format === 'text'
      ? written(value, scope.forms)
      : { ...UNKNOWN_VALUE, isText: true };
  });
  return values.reduce(plus, literal(''));
}

/** The elements of a list, where each of its expressions gives one. */
function listOf(of: Ast, inside: (child: Ast) => Value): Value {
  const elements = (ast: Ast): Value[] =>
    ast.type === 'comma' ? [...elements(ast.left), ...elements(ast.right)] : [inside(ast)];
  const list = elements(of);
  return list.every((one) => 'path' in one || ('shapes' in one && one.isOne)) ? { list } : UNKNOWN_VALUE;
}

/** A value that is made of each of another expression's values, of which there may be none or several. */
const asOftenAs = (each: Value, value: Value, forms: Forms): Value =>
  'shapes' in each && !each.isOne ? { ...settled(value, forms), isOne: false } : value;
