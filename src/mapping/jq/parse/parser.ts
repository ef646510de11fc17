import { type Ast, children, IDENTITY, plainText } from './ast.ts';
import { isMark } from './cursor.ts';
import { NotUnderstood, type Token, tokenize } from './lexer.ts';
import { TermParser } from './term-parser.ts';

/**
 * Operators by their level, from the loosest to the tightest. Below them stand `|` and `,`, above them postfix terms.
 */
const LEVELS: { operators: string[]; associates: 'left' | 'right' | 'no' }[] = [
  { operators: ['//'], associates: 'right' },
  { operators: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], associates: 'no' },
  { operators: ['or'], associates: 'left' },
  { operators: ['and'], associates: 'left' },
  { operators: ['==', '!=', '<', '<=', '>', '>='], associates: 'no' },
  { operators: ['+', '-'], associates: 'left' },
  { operators: ['*', '/', '%'], associates: 'left' },
];

/** Levels of a tree: what walks it needs some frames of the stack for each. */
const DEEPEST = 500;

/**
 * The expression as a tree; undefined when it holds something that is not understood here, or is as long as to be deep.
 */
export function parse(source: string): Ast | undefined {
  try {
    const ast = new Parser(tokenize(source), new Set(['ENV'])).expression();
    return isDeep(ast) ? undefined : ast;
  } catch (error) {
    // Nested deeper than the stack: the engine has its own.
    if (error instanceof NotUnderstood || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A chain of operators is as deep as it is long. */
function isDeep(ast: Ast): boolean {
  let level = [ast];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(children);
  }
  return false;
}

/** A recursive descent over the tokens of one expression. Throws NotUnderstood. */
class Parser extends TermParser {
  /** Terms as such, without operators: only they may stand before `as`. */
  readonly #terms = new WeakSet<Ast>();

  /** The whole of the tokens. */
  expression(): Ast {
    const ast = this.pipe();
    if (this.peek().type !== 'end') throw new NotUnderstood();
    return ast;
  }

  interpolated(tokens: readonly Token[]): Ast {
    return new Parser(tokens, this.known).expression();
  }

  pipe(): Ast {
    const left = this.#comma();
    if (this.is('as') && this.#terms.has(left)) return this.#bind(left);
    return this.accept('|') ? { type: 'pipe', left, right: this.pipe() } : left;
  }

  #bind(source: Ast): Ast {
    this.expect('as');
    const token = this.next();
    if (token.type !== 'variable') throw new NotUnderstood();
    this.expect('|');
    const before = this.known;
    this.known = new Set([...before, token.text]);
    const body = this.pipe();
    this.known = before;
    return { type: 'bind', source, name: token.text, body };
  }

  #comma(): Ast {
    let left = this.#operators(0);
    while (this.accept(',')) left = { type: 'comma', left, right: this.#operators(0) };
    return left;
  }

  #operators(level: number): Ast {
    const rule = LEVELS[level];
    if (!rule) return this.postfix();
    const { operators, associates } = rule;
    let left = this.#operators(level + 1);
    for (let operator = this.accept(...operators); operator; operator = this.accept(...operators)) {
      const right = this.#operators(associates === 'right' ? level : level + 1);
      left = { type: 'binary', operator, left, right };
      if (associates === 'no' && this.is(...operators)) throw new NotUnderstood();
    }
    return left;
  }

  postfix(): Ast {
    if (this.accept('try')) {
      const body = this.postfix();
      return { type: 'try', body, handler: this.accept('catch') ? this.postfix() : undefined };
    }
    let ast = this.term();
    for (;;) {
      const token = this.peek();
      if (token.type === 'field') {
        this.next();
        ast = { type: 'index', of: ast, key: { type: 'string', parts: [token.text] } };
      } else if (this.is('.') && (this.peek(1).type === 'string' || isMark(this.peek(1), '['))) {
        this.next();
        ast = this.suffix(ast);
      } else if (this.is('[')) ast = this.suffix(ast);
      else if (this.accept('?')) ast = forgiving(ast, this.peek(-2));
      else break;
    }
    this.#terms.add(ast);
    return ast;
  }

  suffix(of: Ast): Ast {
    if (this.peek().type === 'string') return { type: 'index', of, key: this.term() };
    this.expect('[');
    if (this.accept(']')) return { type: 'each', of };
    if (this.accept(':')) return { type: 'slice', of, from: undefined, to: this.inside(']') };
    const key = this.pipe();
    if (this.accept(']')) return { type: 'index', of, key };
    this.expect(':');
    return { type: 'slice', of, from: key, to: this.accept(']') ? undefined : this.inside(']') };
  }
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

const isConstant = (ast: Ast): boolean => ast.type === 'literal' || plainText(ast) !== undefined;
