import { type Ast, children, plainPath, plainText } from './jq/parse/ast.ts';
import { withDoubleQuotes } from './jq/parse/double-quotes.ts';
import { parse } from './jq/parse/parser.ts';

/**
 * Whether an expression gives texts that always have in them the text at one of these paths (names joined by dots).
 * False where the expression does not show it.
 */
export function carries(expression: string, paths: readonly string[]): boolean {
  const ast = parse(withDoubleQuotes(expression));
  return ast !== undefined && carriesOne(ast, { paths: new Set(paths), variables: new Set() });
}

/** The places of the text: paths in the input, and variables that hold it. */
interface Places {
  paths: ReadonlySet<string>;
  variables: ReadonlySet<string>;
}

function carriesOne(ast: Ast, places: Places): boolean {
  const { paths, variables } = places;
  const inside = (child: Ast | undefined) => child !== undefined && carriesOne(child, places);
  switch (ast.type) {
    case 'variable':
      return variables.has(ast.name);
    case 'index': {
      const path = plainPath(ast);
      return path !== undefined && !path.some((name) => name.includes('.')) && paths.has(path.join('.'));
    }
    case 'string':
      return ast.format === undefined && ast.parts.some((part) => typeof part !== 'string' && inside(part));
    case 'binary':
      if (ast.operator === '+') return summands(ast).some(inside) && summands(ast).some(isText);
      return ast.operator === '//' && inside(ast.left) && inside(ast.right);
    case 'if':
      return inside(ast.then) && inside(ast.otherwise);
    case 'pipe':
      return (
        (inside(ast.left) && keepsIds(ast.right)) ||
        (joins(ast.right) && inElements(ast.left, places)) ||
        carriesOne(ast.right, { paths: NONE, variables })
      );
    case 'bind':
      return carriesOne(ast.body, { paths, variables: bound(ast.name, inside(ast.source), variables) });
    default:
      return false;
  }
}

const NONE: ReadonlySet<string> = new Set();

function bound(name: string, carries: boolean, variables: ReadonlySet<string>): ReadonlySet<string> {
  const others = [...variables].filter((one) => one !== name);
  return new Set(carries ? [...others, name] : others);
}

/** The parts of a sum. With a text among them all of them are texts, or null. Without one they may be numbers. */
const summands = (ast: Ast): Ast[] =>
  ast.type === 'binary' && ast.operator === '+' ? [...summands(ast.left), ...summands(ast.right)] : [ast];

const GIVING_TEXTS = new Set(['tostring', 'tojson', 'join', 'gsub', 'sub', 'ascii_downcase', 'ascii_upcase']);

/** Whether an expression gives nothing but texts. */
function isText(ast: Ast): boolean {
  if (ast.type === 'binary' && ast.operator === '+') return summands(ast).some(isText);
  if (ast.type === 'binary') return ast.operator === '//' && isText(ast.left) && isText(ast.right);
  if (ast.type === 'if') return isText(ast.then) && ast.otherwise !== undefined && isText(ast.otherwise);
  if (ast.type === 'pipe') return isText(ast.right);
  return (
    ast.type === 'string' || ast.type === 'format' || (ast.type === 'call' && GIVING_TEXTS.has(ast.name))
  );
}

/** Characters that no GUID, number or descriptor has: replacing them leaves ids in a text as they are. */
const OUTSIDE_IDS = /^[ /:\\]+$/;

function keepsIds(ast: Ast): boolean {
  if (ast.type === 'pipe') return replacesBySplit(ast) || (keepsIds(ast.left) && keepsIds(ast.right));
  if (ast.type === 'identity') return true;
  if (ast.type !== 'call') return false;
  if (ast.name === 'tostring') return ast.arguments.length === 0;
  const [pattern, replacement] = ast.arguments.map(plainText);
  return (
    (ast.name === 'gsub' || ast.name === 'sub') &&
    ast.arguments.length === 2 &&
    replacement !== undefined &&
    OUTSIDE_IDS.test(pattern ?? '')
  );
}

/** Split and joined: one character becomes another. */
function replacesBySplit({ left, right }: Ast & { type: 'pipe' }): boolean {
  if (left.type !== 'call' || left.name !== 'split' || left.arguments.length !== 1) return false;
  return OUTSIDE_IDS.test(plainText(left.arguments[0]) ?? '') && joins(right);
}

const joins = (ast: Ast): boolean => {
  if (ast.type === 'pipe') return joins(ast.left) && keepsIds(ast.right);
  return ast.type === 'call' && ast.name === 'join' && ast.arguments.length === 1;
};

function inElements(ast: Ast, places: Places): boolean {
  const within = (of: Ast): boolean =>
    of.type === 'comma' ? within(of.left) || within(of.right) : carriesOne(of, places) && isAlways(of);
  return ast.type === 'array' && ast.of !== undefined && within(ast.of);
}

const GIVING_ALWAYS = new Set(['tostring', 'tojson', 'length', 'ascii_downcase', 'ascii_upcase']);

/** Whether an expression gives a value or fails, whatever the item. A list has nothing in the place of none. */
function isAlways(ast: Ast): boolean {
  if (ast.type === 'call') return GIVING_ALWAYS.has(ast.name) || keepsIds(ast);
  const isPlain = ['identity', 'index', 'literal', 'string', 'format', 'binary', 'pipe', 'if'].includes(
    ast.type,
  );
  return isPlain && children(ast).every(isAlways);
}
