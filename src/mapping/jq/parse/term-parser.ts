import { type Ast, IDENTITY } from './ast.ts';
import { Cursor } from './cursor.ts';
import { NotUnderstood, type Text, type Token } from './lexer.ts';

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

/** The terms of jq: literals, strings, calls, `if`, and whatever stands in brackets. */
export abstract class TermParser extends Cursor {
  /** Variables in force. */
  protected known: ReadonlySet<string>;

  constructor(tokens: readonly Token[], known: ReadonlySet<string>) {
    super(tokens);
    this.known = known;
  }

  /** A whole expression, `|` and `,` included. */
  abstract pipe(): Ast;
  /** A term with the steps behind it, `.a[0]?`. */
  abstract postfix(): Ast;
  /** A term with what follows a dot: a string, or something in brackets. */
  abstract suffix(of: Ast): Ast;
  /** The expression between `\(` and `)`, with the variables in force. */
  abstract interpolated(tokens: readonly Token[]): Ast;

  term(): Ast {
    const token = this.next();
    switch (token.type) {
      case 'number':
        return { type: 'literal', value: token.value };
      case 'string':
        return { type: 'string', parts: this.#stringParts(token) };
      case 'field':
        return { type: 'index', of: IDENTITY, key: { type: 'string', parts: [token.text] } };
      case 'format':
        return this.#format(token.text);
      case 'variable':
        if (!this.known.has(token.text)) throw new NotUnderstood();
        return { type: 'variable', name: token.text };
      case 'word':
        return this.#word(token.text);
      case 'operator':
        return this.#bracketed(token.text);
      default:
        throw new NotUnderstood();
    }
  }

  /** A whole expression and the bracket that closes it. */
  inside(close: string): Ast {
    const ast = this.pipe();
    this.expect(close);
    return ast;
  }

  #stringParts(token: Text): (string | Ast)[] {
    return token.parts.map((part) => (typeof part === 'string' ? part : this.interpolated(part)));
  }

  #format(name: string): Ast {
    const token = this.peek();
    if (token.type !== 'string') return { type: 'format', name };
    this.next();
    return { type: 'string', parts: this.#stringParts(token), format: name };
  }

  #word(name: string): Ast {
    if (name === 'if') return this.#conditional();
    if (KEYWORDS.has(name)) throw new NotUnderstood();
    const args: Ast[] = [];
    if (this.accept('(')) {
      do args.push(this.pipe());
      while (this.accept(';'));
      this.expect(')');
    } else if (LITERALS.has(name)) return { type: 'literal', value: LITERALS.get(name) ?? null };
    return { type: 'call', name, arguments: args };
  }

  /** The rest of a conditional, behind `if` or `elif`, with its `end`. */
  #conditional(): Ast {
    const when = this.pipe();
    this.expect('then');
    const then = this.pipe();
    if (this.accept('elif')) return { type: 'if', when, then, otherwise: this.#conditional() };
    const otherwise = this.accept('else') ? this.pipe() : undefined;
    this.expect('end');
    return { type: 'if', when, then, otherwise };
  }

  #bracketed(operator: string): Ast {
    switch (operator) {
      case '(':
        return this.inside(')');
      case '[':
        return { type: 'array', of: this.accept(']') ? undefined : this.inside(']') };
      case '{':
        return this.#object();
      case '..':
        return { type: 'recurse' };
      case '.':
        return this.peek().type === 'string' || this.is('[') ? this.suffix(IDENTITY) : IDENTITY;
      case '-':
        return this.#negative();
      default:
        throw new NotUnderstood();
    }
  }

  /** Minus is an operator of its own in jq: only a number with nothing else behind it is certain. */
  #negative(): Ast {
    const token = this.next();
    if (token.type !== 'number' || token.value === 0) throw new NotUnderstood();
    if (
      this.peek().type !== 'end' &&
      !this.is('|', ',', ')', ']', '}', ':', ';', 'then', 'else', 'elif', 'end')
    ) {
      throw new NotUnderstood();
    }
    return { type: 'literal', value: -token.value };
  }

  #object(): Ast {
    const entries: { key: Ast; value: Ast }[] = [];
    while (!this.accept('}')) {
      if (entries.length > 0) this.expect(',');
      entries.push(this.#entry());
    }
    return { type: 'object', entries };
  }

  #entry(): { key: Ast; value: Ast } {
    const token = this.next();
    if (token.type === 'operator' && token.text === '(') {
      const key = this.inside(')');
      this.expect(':');
      return { key, value: this.#entryValue() };
    }
    if (token.type !== 'word' && token.type !== 'string') throw new NotUnderstood();
    const parts = token.type === 'string' ? this.#stringParts(token) : [token.text];
    const key: Ast = { type: 'string', parts };
    if (this.accept(':')) return { key, value: this.#entryValue() };
    if (token.type === 'word' && KEYWORDS.has(token.text)) throw new NotUnderstood();
    return { key, value: { type: 'index', of: IDENTITY, key } };
  }

  /** Inside an object only terms and pipes may stand without parentheses. */
  #entryValue(): Ast {
    const left = this.postfix();
    return this.accept('|') ? { type: 'pipe', left, right: this.#entryValue() } : left;
  }
}
