import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { wellFormed } from '../engine/json-text.ts';
import { type Ast, IDENTITY, plainPath, plainText } from '../parse/ast.ts';
import { parse } from '../parse/parser.ts';
import { jqError } from './fallback.ts';
import {
  allOrError,
  binary,
  conditional,
  type Filter,
  manyOutputs,
  type OneOutput,
  oneOutput,
  piped,
  tried,
  triedOrEngine,
} from './filter.ts';
import { formats } from './formats.ts';
import { refuel, spend } from './fuel.ts';
import { byKey, own, passes, simple, withArgument } from './functions.ts';
import { compilePatternCall } from './pattern-calls.ts';
import * as values from './values.ts';
import { jqValue, truthy } from './values.ts';

/** Variables in force, each a box that its binding fills before what uses it runs. */
type Scope = ReadonlyMap<string, { value: unknown }>;

/**
 * An expression without the engine: its first output, undefined for none. It throws JQ_ERROR or NEEDS_ENGINE where only
 * the engine can tell. Undefined: the whole expression needs the engine.
 */
export function compileFast(expression: string): OneOutput | undefined {
  const ast = parse(expression);
  const filter = ast && compile(ast, new Map());
  if (!filter) return undefined;
  const { one, many } = filter;
  const first: OneOutput = one ?? ((input) => many(input)[0]);
  return (input) => {
    refuel();
    return wellFormed(first(jqValue(input)), spend);
  };
}

/** `compileFast` that compiles the same expression once. */
export function createFastCompiler(): typeof compileFast {
  const known = new Map<string, { compiled: OneOutput | undefined }>();
  return (expression) =>
    getOrCreate(known, expression, () => ({ compiled: compileFast(expression) })).compiled;
}

function compile(ast: Ast, scope: Scope): Filter | undefined {
  switch (ast.type) {
    case 'identity':
      return oneOutput((input) => input);
    case 'literal':
      return oneOutput(() => ast.value);
    case 'string':
      return compileString(ast, scope);
    case 'format':
      return oneOutputIf(own(formats, ast.name));
    case 'index':
    case 'slice':
    case 'each':
      return piped(compile(ast.of, scope), step(ast));
    case 'array':
      return compileArray(ast.of, scope);
    case 'object':
      return compileObject(ast.entries, scope);
    case 'pipe':
      return piped(compile(ast.left, scope), compile(ast.right, scope));
    case 'comma':
    case 'binary':
      return compileOperator(ast, scope);
    case 'if':
      return compileIf(ast, scope);
    case 'try':
      return compileTry(ast, scope);
    case 'call':
      return compileCall(ast.name, ast.arguments, scope);
    case 'bind':
      return compileBind(ast, scope);
    case 'variable':
      return compileVariable(ast.name, scope);
    default:
      return undefined;
  }
}

const oneOutputIf = (one: OneOutput | undefined): Filter | undefined => one && oneOutput(one);

function compileString({ parts, format }: Ast & { type: 'string' }, scope: Scope): Filter | undefined {
  const write = own(formats, format ?? 'text');
  if (!write) return undefined;
  const pieces: OneOutput[] = [];
  for (const part of parts) {
    const one = typeof part === 'string' ? () => part : compile(part, scope)?.one;
    if (!one) return undefined;
    pieces.push(typeof part === 'string' ? one : (input) => write(one(input)));
  }
  return oneOutput((input) => values.paidText(pieces.map((piece) => piece(input)).join('')));
}

/** A step of a path; names and numbers are known before. */
function step(ast: Ast & { type: 'index' | 'slice' | 'each' }): Filter | undefined {
  if (ast.type === 'each') return allOrError(values.elements);
  if (ast.type === 'slice') {
    const bounds = [ast.from, ast.to].map(wholeNumber);
    if ((ast.from && bounds[0] === undefined) || (ast.to && bounds[1] === undefined)) return undefined;
    return oneOutput((input) => values.slice(input, bounds[0], bounds[1]));
  }
  const name = plainText(ast.key);
  if (name !== undefined) return oneOutput((input) => values.field(input, name));
  const index = wholeNumber(ast.key);
  return index === undefined ? undefined : oneOutput((input) => values.element(input, index));
}

function wholeNumber(ast: Ast | undefined): number | undefined {
  return ast?.type === 'literal' && Number.isInteger(ast.value) ? (ast.value as number) : undefined;
}

function compileArray(of: Ast | undefined, scope: Scope): Filter | undefined {
  if (!of) return oneOutput(() => []);
  const content = compile(of, scope);
  return content && oneOutput((input) => content.many(input));
}

function compileObject(entries: readonly { key: Ast; value: Ast }[], scope: Scope): Filter | undefined {
  const members: { key: OneOutput; value: OneOutput }[] = [];
  for (const entry of entries) {
    const key = compile(entry.key, scope)?.one;
    const value = compile(entry.value, scope)?.one;
    if (!key || !value) return undefined;
    members.push({ key, value });
  }
  return oneOutput((input) =>
    Object.fromEntries(members.map(({ key, value }) => [textKey(key(input)), value(input)])),
  );
}

const textKey = (key: unknown): string => (typeof key === 'string' ? key : jqError());

function compileOperator(ast: Ast & { type: 'comma' | 'binary' }, scope: Scope): Filter | undefined {
  const left = compile(ast.left, scope);
  const right = left && compile(ast.right, scope);
  if (!right) return undefined;
  if (ast.type === 'binary') return binary(ast.operator, left, right);
  return manyOutputs((input) => values.paidList([...left.many(input), ...right.many(input)]));
}

function compileIf({ when, then, otherwise }: Ast & { type: 'if' }, scope: Scope): Filter | undefined {
  const condition = compile(when, scope);
  const yes = condition && compile(then, scope);
  const no = yes && compile(otherwise ?? IDENTITY, scope);
  return no && conditional(condition, yes, no);
}

function compileTry({ body, handler }: Ast & { type: 'try' }, scope: Scope): Filter | undefined {
  const filter = compile(body, scope);
  if (!handler) return filter && tried(filter);
  return filter && compile(handler, scope) && triedOrEngine(filter);
}

function compileBind({ source, name, body }: Ast & { type: 'bind' }, scope: Scope): Filter | undefined {
  const value = compile(source, scope)?.one;
  const box: { value: unknown } = { value: undefined };
  const filter = value && compile(body, new Map([...scope, [name, box]]));
  if (!filter) return undefined;
  const fill = (input: unknown) => {
    box.value = value(input);
    return input;
  };
  return piped(oneOutput(fill), filter);
}

function compileVariable(name: string, scope: Scope): Filter | undefined {
  const box = scope.get(name);
  return box && oneOutput(() => box.value);
}

function compileCall(name: string, args: readonly Ast[], scope: Scope): Filter | undefined {
  const [first] = args;
  if (!first) return compilePlainCall(name);
  const pattern = compilePatternCall(name, args, (argument) => compile(argument, scope));
  if (pattern) return pattern;
  if (args.length > 1) return undefined;
  if (name === 'del') return compileDelete(plainPath(first));
  const argument = compile(first, scope);
  if (!argument) return undefined;
  const { one } = argument;
  if (name === 'map')
    return oneOutput((input) => values.paidList(values.elements(input).flatMap(argument.many)));
  const keyed = own(byKey, name);
  if (keyed && one) return oneOutput((input) => keyed(input, one));
  if (name === 'select' && one) return allOrError((input) => (truthy(one(input)) ? [input] : []));
  const compute = own(withArgument, name);
  return compute && one && oneOutput((input) => compute(input, one(input)));
}

const compileDelete = (path: readonly string[] | undefined): Filter | undefined =>
  path && path.length > 0 ? oneOutput((input) => values.without(input, path)) : undefined;

function compilePlainCall(name: string): Filter | undefined {
  if (name === 'empty') return allOrError(() => []);
  const pass = own(passes, name);
  return pass ? allOrError((input) => (pass(input) ? [input] : [])) : oneOutputIf(own(simple, name));
}
