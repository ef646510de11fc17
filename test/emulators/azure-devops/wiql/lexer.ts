import { badRequest } from '../service/errors.ts';

export type Token =
  | { type: 'field'; text: string }
  | { type: 'string'; text: string }
  | { type: 'number'; text: string }
  | { type: 'macro'; text: string }
  | { type: 'word'; text: string }
  | { type: 'sign'; text: string };

export const syntaxError = (message: string) =>
  badRequest(`TF51006: ${message}`, 'WorkItemTrackingQueryException');

const patterns: [Token['type'], RegExp][] = [
  ['field', /\[([^\]]+)\]/y],
  ['string', /'((?:[^']|'')*)'/y],
  ['string', /"((?:[^"]|"")*)"/y],
  ['number', /(-?\d+(?:\.\d+)?)/y],
  ['macro', /@(\w+)/y],
  ['word', /([\p{L}_][\p{L}\p{N}_.]*)/uy],
  ['sign', /(<>|<=|>=|[=<>(),+-])/y],
];

const unquoted = (type: Token['type'], text: string, quote: string) =>
  type === 'string' ? text.replaceAll(quote + quote, quote) : text;

/** Throws a 400 for a character that has no place in a query, an unclosed quote among them. */
export const tokenise = (query: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  const next = (): Token => {
    for (const [type, pattern] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(query);
      if (!match) continue;
      const quote = query[at] as string;
      at = pattern.lastIndex;
      return { type, text: unquoted(type, match[1] as string, quote) };
    }
    throw syntaxError(`The query statement has an unexpected character at «${query.slice(at, at + 20)}».`);
  };
  for (;;) {
    at += /^\s*/.exec(query.slice(at))?.[0].length ?? 0;
    if (at >= query.length) return tokens;
    tokens.push(next());
  }
};
