import { type Ast, children, IDENTITY, plainText } from './ast.ts';
import { createCursor, isMark } from './cursor.ts';
import { NotUnderstood, type Text, type Token, tokenize } from './lexer.ts';

/** From the loosest to the tightest; below them stand `|` and `,`, above them postfix terms. */
const LEVELS: { operators: string[]; associates: 'left' | 'right' | 'no' }[] = [
  { operators: ['//'], associates: 'right' },
  { operators: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], associates: 'no' },
  { operators: ['or'], associates: 'left' },
  { operators: ['and'], associates: 'left' },
  { operators: ['==', '!=', '<', '<=', '>', '>='], associates: 'no' },
  { operators: ['+', '-'], associates: 'left' },
  { operators: ['*', '/', '%'], associates: 'left' },
];

const LITERALS = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);
const KEYWORDS = new Set(
  'if then elif else end try catch as def reduce foreach label import include module and or __loc__'.split(
    ' ',
  ),
);

/** The expression as a tree; undefined when it holds something that is not understood here. */
export function parse(source: string): Ast | undefined {
  try {
    return parseTokens(tokenize(source), new Set(['ENV']));
  } catch (error) {
    // Nested deeper than the stack: the engine has its own.
    if (error instanceof NotUnderstood || error instanceof RangeError) return undefined;
    throw error;
  }
}

function parseTokens(tokens: readonly Token[], variables: ReadonlySet<string>): Ast {
  const { peek, next, is, accept, expect } = createCursor(tokens);
  let known = variables;
  /** Terms as such, without operators: only they may stand before `as`. */
  const terms = new WeakSet<Ast>();

  const inside = (close: string): Ast => {
    const ast = pipe();
    expect(close);
    return ast;
  };

  function pipe(): Ast {
    const left = comma();
    if (is('as') && terms.has(left)) return bind(left);
    return accept('|') ? { type: 'pipe', left, right: pipe() } : left;
  }

  function bind(source: Ast): Ast {
    expect('as');
    const token = next();
    if (token.type !== 'variable') throw new NotUnderstood();
    expect('|');
    const before = known;
    known = new Set([...known, token.text]);
    const body = pipe();
    known = before;
    return { type: 'bind', source, name: token.text, body };
  }

  function comma(): Ast {
    let left = operators(0);
    while (accept(',')) left = { type: 'comma', left, right: operators(0) };
    return left;
  }

  function operators(level: number): Ast {
    const rule = LEVELS[level];
    if (!rule) return postfix();
    let left = operators(level + 1);
    for (let operator = accept(...rule.operators); operator; operator = accept(...rule.operators)) {
      const right = operators(rule.associates === 'right' ? level : level + 1);
      left = { type: 'binary', operator, left, right };
      if (rule.associates === 'no' && is(...rule.operators)) throw new NotUnderstood();
    }
    return left;
  }

  function postfix(): Ast {
    if (accept('try')) {
      const body = postfix();
      return { type: 'try', body, handler: accept('catch') ? postfix() : undefined };
    }
    let ast = term();
    for (;;) {
      const token = peek();
      if (token.type === 'field') {
        next();
        ast = { type: 'index', of: ast, key: { type: 'string', parts: [token.text] } };
      } else if (is('.') && (peek(1).type === 'string' || isMark(peek(1), '['))) {
        next();
        ast = suffix(ast);
      } else if (is('[')) ast = suffix(ast);
      else if (accept('?')) ast = forgiving(ast, peek(-2));
      else break;
    }
    terms.add(ast);
    return ast;
  }

  /** `?` right behind a step forgives that step only; elsewhere it forgives the whole term. */
  function forgiving(ast: Ast, before: Token): Ast {
    const term = isMark(before, ')', '?');
    const step = ast.type === 'index' || ast.type === 'slice' || ast.type === 'each';
    if (term || !step) return { type: 'try', body: ast, handler: undefined };
    if (ast.type !== 'each' && !children(ast).every((child) => child === ast.of || isConstant(child))) {
      throw new NotUnderstood();
    }
    const body = { ...ast, of: IDENTITY };
    return { type: 'pipe', left: ast.of, right: { type: 'try', body, handler: undefined } };
  }

  const isConstant = (ast: Ast) => ast.type === 'literal' || plainText(ast) !== undefined;

  /** What follows a dot: a string, or something in brackets. */
  function suffix(of: Ast): Ast {
    if (peek().type === 'string') return { type: 'index', of, key: term() };
    expect('[');
    if (accept(']')) return { type: 'each', of };
    if (accept(':')) return { type: 'slice', of, from: undefined, to: inside(']') };
    const key = pipe();
    if (accept(']')) return { type: 'index', of, key };
    expect(':');
    return accept(']')
      ? { type: 'slice', of, from: key, to: undefined }
      : { type: 'slice', of, from: key, to: inside(']') };
  }

  function term(): Ast {
    const token = next();
    switch (token.type) {
      case 'number':
        return { type: 'literal', value: token.value };
      case 'string':
        return { type: 'string', parts: stringParts(token) };
      case 'field':
        return { type: 'index', of: IDENTITY, key: { type: 'string', parts: [token.text] } };
      case 'format':
        return format(token.text);
      case 'variable':
        if (!known.has(token.text)) throw new NotUnderstood();
        return { type: 'variable', name: token.text };
      case 'word':
        return word(token.text);
      case 'operator':
        return bracketed(token.text);
      default:
        throw new NotUnderstood();
    }
  }

  const stringParts = (token: Text): (string | Ast)[] =>
    token.parts.map((part) => (typeof part === 'string' ? part : parseTokens(part, known)));

  function format(name: string): Ast {
    const token = peek();
    if (token.type !== 'string') return { type: 'format', name };
    next();
    return { type: 'string', parts: stringParts(token), format: name };
  }

  function word(name: string): Ast {
    if (name === 'if') return conditional();
    if (KEYWORDS.has(name)) throw new NotUnderstood();
    const args: Ast[] = [];
    if (accept('(')) {
      do args.push(pipe());
      while (accept(';'));
      expect(')');
    } else if (LITERALS.has(name)) return { type: 'literal', value: LITERALS.get(name) ?? null };
    return { type: 'call', name, arguments: args };
  }

  /** After `if` or `elif`; takes the `end`. */
  function conditional(): Ast {
    const when = pipe();
    expect('then');
    const then = pipe();
    if (accept('elif')) return { type: 'if', when, then, otherwise: conditional() };
    const otherwise = accept('else') ? pipe() : undefined;
    expect('end');
    return { type: 'if', when, then, otherwise };
  }

  function bracketed(operator: string): Ast {
    switch (operator) {
      case '(':
        return inside(')');
      case '[':
        return { type: 'array', of: accept(']') ? undefined : inside(']') };
      case '{':
        return object();
      case '..':
        return { type: 'recurse' };
      case '.':
        return peek().type === 'string' || is('[') ? suffix(IDENTITY) : IDENTITY;
      case '-':
        return negative();
      default:
        throw new NotUnderstood();
    }
  }

  /** Minus is an operator of its own in jq: only a number that nothing else follows is sure. */
  function negative(): Ast {
    const token = next();
    if (token.type !== 'number' || token.value === 0) throw new NotUnderstood();
    if (peek().type !== 'end' && !is('|', ',', ')', ']', '}', ':', ';', 'then', 'else', 'elif', 'end')) {
      throw new NotUnderstood();
    }
    return { type: 'literal', value: -token.value };
  }

  function object(): Ast {
    const entries: { key: Ast; value: Ast }[] = [];
    while (!accept('}')) {
      if (entries.length > 0) expect(',');
      entries.push(entry());
    }
    return { type: 'object', entries };
  }

  function entry(): { key: Ast; value: Ast } {
    const token = next();
    if (token.type === 'operator' && token.text === '(') {
      const key = inside(')');
      expect(':');
      return { key, value: entryValue() };
    }
    if (token.type !== 'word' && token.type !== 'string') throw new NotUnderstood();
    const key: Ast = { type: 'string', parts: token.type === 'string' ? stringParts(token) : [token.text] };
    if (accept(':')) return { key, value: entryValue() };
    if (token.type === 'word' && KEYWORDS.has(token.text)) throw new NotUnderstood();
    return { key, value: { type: 'index', of: IDENTITY, key } };
  }

  /** Inside an object only terms and pipes may stand without parentheses. */
  function entryValue(): Ast {
    const left = postfix();
    return accept('|') ? { type: 'pipe', left, right: entryValue() } : left;
  }

  const ast = pipe();
  if (peek().type !== 'end') throw new NotUnderstood();
  return ast;
}
