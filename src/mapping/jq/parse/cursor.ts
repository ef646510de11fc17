import { NotUnderstood, type Token } from './lexer.ts';

const END: Token = { type: 'end', text: '' };

export const isMark = (token: Token, ...texts: string[]): boolean =>
  (token.type === 'operator' || token.type === 'word') && texts.includes(token.text);

/** A place in a list of tokens that ends with an `end`. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` of the next one; behind it when negative. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }

  next(): Token {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? END;
  }

  /** Whether the next token is one of these words or operators. */
  is(...texts: string[]): boolean {
    return isMark(this.peek(), ...texts);
  }

  /** Takes the next token if it is one of these, and gives its text. */
  accept(...texts: string[]): string | undefined {
    return this.is(...texts) ? (this.next() as { text: string }).text : undefined;
  }

  /** Takes the next token. Throws NotUnderstood where it is another one. */
  expect(text: string): void {
    if (this.accept(text) === undefined) throw new NotUnderstood();
  }
}
