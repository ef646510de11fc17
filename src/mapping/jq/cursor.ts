import { NotUnderstood, type Token } from './lexer.ts';

/** A place in a list of tokens that ends with an `end`. */
export interface Cursor {
  /** The token `ahead` of the next one; behind it when negative. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Whether the next token is one of these words or operators. */
  is(...texts: string[]): boolean;
  /** Takes the next token if it is one of these, and gives its text. */
  accept(...texts: string[]): string | undefined;
  /** Takes the next token, which must be this. */
  expect(text: string): void;
}

const END: Token = { type: 'end', text: '' };

export const isMark = (token: Token, ...texts: string[]): boolean =>
  (token.type === 'operator' || token.type === 'word') && texts.includes(token.text);

export function createCursor(tokens: readonly Token[]): Cursor {
  let at = 0;
  const cursor: Cursor = {
    peek: (ahead = 0) => tokens[at + ahead] ?? END,
    next() {
      at += 1;
      return tokens[at - 1] ?? END;
    },
    is: (...texts) => isMark(cursor.peek(), ...texts),
    accept(...texts) {
      return cursor.is(...texts) ? (cursor.next() as { text: string }).text : undefined;
    },
    expect(text) {
      if (cursor.accept(text) === undefined) throw new NotUnderstood();
    },
  };
  return cursor;
}
