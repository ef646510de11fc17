import { type Ast, plainPath, plainText } from './ast.ts';
import { formats, type One, onPattern, own, passes, simple, withArgument } from './functions.ts';
import { parse } from './parser.ts';
import { wellFormed } from './text.ts';
import * as values from './values.ts';
import { FAILURE, leaf, truthy, unsure } from './values.ts';

/**
 * An expression without the engine. Gives all outputs at once: the first one counts only because an error
 * anywhere throws FAILURE or UNSURE, after which the engine is asked.
 */
type Many = (input: unknown) => unknown[];
type Filter = { one: One; many: Many } | { one: undefined; many: Many };

const single = (one: One): Filter => ({ one, many: (input) => [one(input)] });
const several = (many: Many): Filter => ({ one: undefined, many });

/** The first output, undefined for none. Throws what the engine has to settle. Undefined: this needs the engine. */
export function compileFast(expression: string): ((input: unknown) => unknown) | undefined {
  const ast = parse(expression);
  const filter = ast && compile(ast);
  if (!filter) return undefined;
  const { one, many } = filter;
  const first: One = one ?? ((input) => many(input)[0]);
  return (input) => wellFormed(first(leaf(input)));
}

function compile(ast: Ast): Filter | undefined {
  switch (ast.type) {
    case 'identity':
      return single((input) => input);
    case 'literal':
      return single(() => ast.value);
    case 'string':
      return compileString(ast);
    case 'format':
      return compileFormat(ast.name);
    case 'index':
      return compileIndex(ast);
    case 'slice':
      return compileSlice(ast);
    case 'each':
      return flat(compile(ast.of), several(values.elements));
    case 'array':
      return compileArray(ast.of);
    case 'object':
      return compileObject(ast.entries);
    case 'pipe':
      return flat(compile(ast.left), compile(ast.right));
    case 'comma':
      return both(ast, (left, right) => several((input) => [...left.many(input), ...right.many(input)]));
    case 'binary':
      return both(ast, (left, right) => compileBinary(ast.operator, left, right));
    case 'if':
      return compileIf(ast);
    case 'try':
      return compileTry(ast);
    case 'call':
      return compileCall(ast.name, ast.arguments);
    default:
      return undefined;
  }
}

function both(
  ast: { left: Ast; right: Ast },
  build: (left: Filter, right: Filter) => Filter | undefined,
): Filter | undefined {
  const left = compile(ast.left);
  const right = left && compile(ast.right);
  return right && build(left, right);
}

function flat(first: Filter | undefined, second: Filter | undefined): Filter | undefined {
  if (!first || !second) return undefined;
  const { one } = first;
  const next = second.one;
  if (one && next) return single((input) => next(one(input)));
  return several(
    one ? (input) => second.many(one(input)) : (input) => first.many(input).flatMap(second.many),
  );
}

function compileString({ parts, format }: Ast & { type: 'string' }): Filter | undefined {
  const write = own(formats, format ?? 'text');
  if (!write) return undefined;
  const pieces: One[] = [];
  for (const part of parts) {
    const one = typeof part === 'string' ? () => part : compile(part)?.one;
    if (!one) return undefined;
    pieces.push(typeof part === 'string' ? one : (input) => write(one(input)));
  }
  return single((input) => pieces.map((piece) => piece(input)).join(''));
}

function compileFormat(name: string): Filter | undefined {
  const one = own(formats, name);
  return one && single(one);
}

function compileIndex({ of, key }: Ast & { type: 'index' }): Filter | undefined {
  const name = plainText(key);
  if (name !== undefined)
    return flat(
      compile(of),
      single((input) => values.field(input, name)),
    );
  if (key.type !== 'literal' || !Number.isInteger(key.value)) return undefined;
  const index = key.value as number;
  return flat(
    compile(of),
    single((input) => values.element(input, index)),
  );
}

function compileSlice({ of, from, to }: Ast & { type: 'slice' }): Filter | undefined {
  const bounds = [from, to].map((bound) => (bound?.type === 'literal' ? bound.value : bound));
  if (!bounds.every((bound) => bound === undefined || Number.isInteger(bound))) return undefined;
  const [start, end] = bounds as (number | undefined)[];
  return flat(
    compile(of),
    single((input) => values.slice(input, start, end)),
  );
}

function compileArray(of: Ast | undefined): Filter | undefined {
  if (!of) return single(() => []);
  const content = compile(of);
  return content && single((input) => content.many(input));
}

function compileObject(entries: { key: Ast; value: Ast }[]): Filter | undefined {
  const members: { key: One; value: One }[] = [];
  for (const entry of entries) {
    const key = compile(entry.key)?.one;
    const value = compile(entry.value)?.one;
    if (!key || !value) return undefined;
    members.push({ key, value });
  }
  return single((input) =>
    Object.fromEntries(members.map(({ key, value }) => [textKey(key(input)), value(input)])),
  );
}

const textKey = (key: unknown): string => (typeof key === 'string' ? key : values.fail());

const operators: Record<string, (left: unknown, right: unknown) => unknown> = {
  '+': values.plus,
  '-': values.arithmetic((left, right) => left - right),
  '*': values.arithmetic((left, right) => left * right),
  '/': values.arithmetic((left, right) => left / right),
  '==': values.equal,
  '!=': (left, right) => !values.equal(left, right),
  '<': (left, right) => values.compare(left, right) < 0,
  '<=': (left, right) => values.compare(left, right) <= 0,
  '>': (left, right) => values.compare(left, right) > 0,
  '>=': (left, right) => values.compare(left, right) >= 0,
};

function compileBinary(operator: string, left: Filter, right: Filter): Filter | undefined {
  if (operator === '//') return alternative(left, right);
  const { one: a } = left;
  const { one: b } = right;
  if (!a || !b) return undefined;
  if (operator === 'and') return single((input) => truthy(a(input)) && truthy(b(input)));
  if (operator === 'or') return single((input) => truthy(a(input)) || truthy(b(input)));
  const compute = own(operators, operator);
  return compute && single((input) => compute(a(input), b(input)));
}

/** An error on the left is one of the whole in jq 1.8. */
function alternative(left: Filter, right: Filter): Filter {
  const { one: a } = left;
  const { one: b } = right;
  if (a && b) {
    return single((input) => {
      const value = a(input);
      return truthy(value) ? value : b(input);
    });
  }
  return several((input) => {
    const outputs = left.many(input).filter(truthy);
    return outputs.length > 0 ? outputs : right.many(input);
  });
}

/** The value, or the other one where jq fails. */
function orElse<Value, Other>(compute: () => Value, other: Other): Value | Other {
  try {
    return compute();
  } catch (error) {
    if (error !== FAILURE) throw error;
    return other;
  }
}

function compileIf({ when, then, otherwise }: Ast & { type: 'if' }): Filter | undefined {
  const condition = compile(when)?.one;
  const yes = compile(then);
  const no = compile(otherwise ?? { type: 'identity' });
  if (!condition || !yes || !no) return undefined;
  if (yes.one && no.one) {
    const { one: a } = yes;
    const { one: b } = no;
    return single((input) => (truthy(condition(input)) ? a(input) : b(input)));
  }
  return several((input) => (truthy(condition(input)) ? yes : no).many(input));
}

/** The message that a handler would get is jq's. */
function compileTry({ body, handler }: Ast & { type: 'try' }): Filter | undefined {
  const filter = compile(body);
  if (!filter) return undefined;
  const { one, many } = filter;
  if (handler) {
    return one
      ? single((input) => orElse(() => one(input), undefined) ?? unsure())
      : several((input) => orElse(() => many(input), undefined) ?? unsure());
  }
  return several((input) => orElse(() => many(input), one ? [] : undefined) ?? unsure());
}

function compileCall(name: string, args: readonly Ast[]): Filter | undefined {
  if (args.length === 0) return compilePlainCall(name);
  const pattern = onPattern(name, args);
  if (pattern) return single(pattern);
  const path = name === 'del' && args.length === 1 && args[0] ? plainPath(args[0]) : undefined;
  if (path && path.length > 0) return single((input) => values.without(input, path));
  const argument = args.length === 1 && args[0] ? compile(args[0]) : undefined;
  if (!argument) return undefined;
  const { one } = argument;
  if (name === 'map') return single((input) => values.elements(input).flatMap(argument.many));
  if (name === 'select' && one) return several((input) => (truthy(one(input)) ? [input] : []));
  const compute = own(withArgument, name);
  return compute && one && single((input) => compute(input, one(input)));
}

function compilePlainCall(name: string): Filter | undefined {
  if (name === 'empty') return several(() => []);
  const one = own(simple, name);
  if (one) return single(one);
  const pass = own(passes, name);
  return pass && several((input) => (pass(input) ? [input] : []));
}
