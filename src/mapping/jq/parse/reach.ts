import { type Ast, children, plainText } from './ast.ts';

/**
 * The part of an item that an expression can see: a tree of names, `EACH` for all members of a list or an
 * object; `whole` where everything below may matter.
 */
export interface Reach {
  everything: boolean;
  members: Map<string | typeof EACH, Reach>;
}
export const EACH = Symbol('each');

const empty = (): Reach => ({ everything: false, members: new Map() });
const EVERYTHING: Reach = { everything: true, members: new Map() };

/** The part of an item that some expressions see together. Undefined trees are expressions that were not understood. */
export function reachOf(asts: readonly (Ast | undefined)[]): Reach {
  const root = empty();
  for (const ast of asts) {
    if (!ast) return EVERYTHING;
    markUsed(visit(ast, [root], new Map()));
  }
  return root;
}

/** Places in the item that a value may have come from. No place: it was computed, and what from is noted. */
type Places = readonly Reach[];
type Variables = ReadonlyMap<string, Places>;

function markUsed(places: Places): void {
  for (const place of places) place.everything = true;
}

function memberOf(places: Places, name: string | typeof EACH): Places {
  return places.map((place) => {
    const known = place.members.get(name) ?? empty();
    place.members.set(name, known);
    return known;
  });
}

/** Filters that give their input or nothing, and look at no more than its type. */
const PASSES = new Set(
  'values nulls strings numbers booleans arrays objects scalars iterables empty'.split(' '),
);

/** Marks what the expression sees when its input comes from some places; the places of its outputs. */
function visit(ast: Ast, input: Places, variables: Variables): Places {
  const inside = (child: Ast) => visit(child, input, variables);
  switch (ast.type) {
    case 'identity':
      return input;
    case 'variable':
      return variables.get(ast.name) ?? [];
    case 'index': {
      const of = inside(ast.of);
      const name = plainText(ast.key);
      if (name !== undefined) return memberOf(of, name);
      if (ast.key.type === 'literal' && typeof ast.key.value === 'number') return memberOf(of, EACH);
      markUsed(of);
      return useAll(ast, input, variables);
    }
    case 'each':
      return memberOf(inside(ast.of), EACH);
    case 'pipe':
      return visit(ast.right, inside(ast.left), variables);
    case 'comma':
      return [...inside(ast.left), ...inside(ast.right)];
    case 'bind':
      return visit(ast.body, input, new Map([...variables, [ast.name, inside(ast.source)]]));
    case 'if': {
      inside(ast.when);
      return [...inside(ast.then), ...(ast.otherwise ? inside(ast.otherwise) : input)];
    }
    case 'try':
      if (ast.handler) markUsed(visit(ast.handler, [], variables));
      return inside(ast.body);
    case 'binary':
      return visitBinary(ast, input, variables);
    case 'call':
      return visitCall(ast, input, variables);
    case 'recurse':
    case 'format':
      markUsed(input);
      return [];
    default:
      for (const child of children(ast)) markUsed(inside(child));
      return [];
  }
}

function visitBinary(ast: Ast & { type: 'binary' }, input: Places, variables: Variables): Places {
  const left = visit(ast.left, input, variables);
  const right = visit(ast.right, input, variables);
  if (ast.operator === '//') return [...left, ...right];
  if (ast.operator === 'and' || ast.operator === 'or') return [];
  markUsed([...left, ...right]);
  if (ast.operator.endsWith('=') && !['==', '!=', '<=', '>='].includes(ast.operator)) markUsed(input);
  return [];
}

function visitCall(ast: Ast & { type: 'call' }, input: Places, variables: Variables): Places {
  const [argument] = ast.arguments;
  if (!argument) {
    if (ast.name === 'not' || ast.name === 'type') return [];
    if (ast.name === 'first' || ast.name === 'last') return memberOf(input, EACH);
    if (!PASSES.has(ast.name)) markUsed(input);
    return PASSES.has(ast.name) ? input : [];
  }
  if (ast.arguments.length === 1) {
    if (ast.name === 'select') {
      visit(argument, input, variables);
      return input;
    }
    if (ast.name === 'first') return visit(argument, input, variables);
    if (ast.name === 'map') {
      markUsed(visit(argument, memberOf(input, EACH), variables));
      return [];
    }
  }
  return useAll(ast, input, variables);
}

/** An expression of unknown habits sees its whole input and every variable that it names. */
function useAll(ast: Ast, input: Places, variables: Variables): Places {
  markUsed(input);
  const names = (inner: Ast): string[] =>
    inner.type === 'variable' ? [inner.name] : children(inner).flatMap(names);
  for (const name of names(ast)) markUsed(variables.get(name) ?? []);
  return [];
}
