import { syntaxError, type Token, tokenise } from './lexer.ts';

export type Value =
  | { type: 'text'; text: string }
  | { type: 'number'; number: number }
  | { type: 'field'; name: string }
  /** `@Today - 7`: the offset in days unless the unit says otherwise. */
  | { type: 'macro'; name: string; offset: number; unit: string };

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'under' | 'ever' | 'empty';

export type Condition =
  | { type: 'and' | 'or'; parts: Condition[] }
  | { type: 'not'; part: Condition }
  | { type: 'comparison'; field: string; operator: Operator; values: Value[] };

export interface Wiql {
  columns: string[];
  where: Condition | undefined;
  order: { field: string; descending: boolean }[];
}

const createReader = (tokens: Token[]) => {
  let at = 0;
  const peek = () => tokens[at];
  const isWord = (...words: string[]) =>
    words.every((word, n) => {
      const token = tokens[at + n];
      return token?.type === 'word' && token.text.toLowerCase() === word;
    });
  return {
    peek,
    isWord,
    take(): Token {
      const token = tokens[at++];
      if (!token) throw syntaxError('The query statement ends too early.');
      return token;
    },
    takeWords(...words: string[]): boolean {
      if (!isWord(...words)) return false;
      at += words.length;
      return true;
    },
    takeSign(sign: string): boolean {
      const token = peek();
      if (token?.type !== 'sign' || token.text !== sign) return false;
      at++;
      return true;
    },
    expectWord(word: string): void {
      if (!this.takeWords(word))
        throw syntaxError(`The query statement is missing a ${word.toUpperCase()} near «${peek()?.text}».`);
    },
    expectSign(sign: string): void {
      if (!this.takeSign(sign)) throw syntaxError(`Expecting «${sign}» near «${peek()?.text ?? 'the end'}».`);
    },
    atEnd: () => at >= tokens.length,
  };
};

type Reader = ReturnType<typeof createReader>;

const fieldName = (reader: Reader): string => {
  const token = reader.take();
  if (token.type !== 'field' && token.type !== 'word')
    throw syntaxError(`Expecting a field name near «${token.text}».`);
  return token.text;
};

const offsetOf = (reader: Reader): { offset: number; unit: string } => {
  const next = reader.peek();
  const glued = next?.type === 'number' && next.text.startsWith('-');
  const sign = glued ? 1 : reader.takeSign('-') ? -1 : reader.takeSign('+') ? 1 : 0;
  if (sign === 0) return { offset: 0, unit: 'd' };
  const amount = reader.take();
  if (amount.type === 'string') {
    const [, number = '0', unit = 'd'] = /^(-?\d+)([dwmyh]?)$/.exec(amount.text) ?? [];
    return { offset: sign * Number(number), unit: unit || 'd' };
  }
  if (amount.type !== 'number') throw syntaxError(`Expecting a number near «${amount.text}».`);
  return { offset: sign * Number(amount.text), unit: 'd' };
};

const value = (reader: Reader): Value => {
  const token = reader.take();
  switch (token.type) {
    case 'string':
      return { type: 'text', text: token.text };
    case 'number':
      return { type: 'number', number: Number(token.text) };
    case 'field':
      return { type: 'field', name: token.text };
    case 'macro':
      return { type: 'macro', name: token.text.toLowerCase(), ...offsetOf(reader) };
    case 'word':
      if (/^(true|false)$/i.test(token.text)) return { type: 'text', text: token.text };
  }
  throw syntaxError(`Expecting a value near «${token.text}».`);
};

const valueList = (reader: Reader): Value[] => {
  reader.expectSign('(');
  const values = [value(reader)];
  while (reader.takeSign(',')) values.push(value(reader));
  reader.expectSign(')');
  return values;
};

const signs = ['=', '<>', '<', '<=', '>', '>='] as const;

const negated = (condition: Condition, isNot: boolean): Condition =>
  isNot ? { type: 'not', part: condition } : condition;

const comparison = (reader: Reader): Condition => {
  const field = fieldName(reader);
  const of = (operator: Operator, values: Value[]): Condition => ({
    type: 'comparison',
    field,
    operator,
    values,
  });
  for (const sign of signs) if (reader.takeSign(sign)) return of(sign, [value(reader)]);
  if (reader.takeWords('is', 'not', 'empty')) return negated(of('empty', []), true);
  if (reader.takeWords('is', 'empty')) return of('empty', []);
  if (reader.takeWords('was', 'ever') || reader.takeWords('ever')) {
    reader.takeSign('=');
    return of('ever', [value(reader)]);
  }
  const isNot = reader.takeWords('not');
  if (reader.takeWords('in')) return negated(of('in', valueList(reader)), isNot);
  if (reader.takeWords('contains', 'words') || reader.takeWords('contains'))
    return negated(of('contains', [value(reader)]), isNot);
  if (reader.takeWords('under')) return negated(of('under', [value(reader)]), isNot);
  throw syntaxError(`Expecting a comparison operator near «${reader.peek()?.text ?? 'the end'}».`);
};

const unary = (reader: Reader): Condition => {
  if (reader.takeWords('not')) return { type: 'not', part: unary(reader) };
  if (!reader.takeSign('(')) return comparison(reader);
  const inner = either(reader);
  reader.expectSign(')');
  return inner;
};

const chain = (reader: Reader, type: 'and' | 'or', part: (reader: Reader) => Condition): Condition => {
  const parts = [part(reader)];
  while (reader.takeWords(type)) parts.push(part(reader));
  return parts.length === 1 ? (parts[0] as Condition) : { type, parts };
};

const both = (reader: Reader): Condition => chain(reader, 'and', unary);
const either = (reader: Reader): Condition => chain(reader, 'or', both);

const orderOf = (reader: Reader): Wiql['order'] => {
  const order: Wiql['order'] = [];
  do {
    const field = fieldName(reader);
    const descending = reader.takeWords('desc');
    if (!descending) reader.takeWords('asc');
    order.push({ field, descending });
  } while (reader.takeSign(','));
  return order;
};

/** Flat queries over `WorkItems`. Throws the service's 400 for what is no WIQL. */
export const parseWiql = (query: string): Wiql => {
  const reader = createReader(tokenise(query));
  reader.expectWord('select');
  const columns = [fieldName(reader)];
  while (reader.takeSign(',')) columns.push(fieldName(reader));
  reader.expectWord('from');
  reader.expectWord('workitems');
  const where = reader.takeWords('where') ? either(reader) : undefined;
  const order = reader.takeWords('order', 'by') ? orderOf(reader) : [];
  if (!reader.atEnd()) throw syntaxError(`Nothing is expected after «${reader.peek()?.text}».`);
  return { columns, where, order };
};
