/** A word of jq. A string holds its text and, between the texts, the source of what is inside `\(…)`. */
export type Token =
  | { type: 'field' | 'word' | 'variable' | 'format' | 'operator'; text: string }
  | { type: 'number'; value: number }
  | Text
  | { type: 'end'; text: string };

export interface Text {
  type: 'string';
  parts: (string | Token[])[];
}

/** Thrown where an expression holds something that is not understood here. */
export class NotUnderstood extends Error {}

const SPACE = /(?:[ \t\r\n]|#[^\r\n\\]*(?:\r?\n|$))+/y;
const PLAIN = new RegExp(
  [
    /\.(?<field>[A-Za-z_]\w*)/y,
    /\$(?<variable>[A-Za-z_]\w*)/y,
    /@(?<format>\w+)/y,
    /(?<word>[A-Za-z_]\w*)/y,
    /(?<number>\d+(?:\.\d+)?)(?![\w.])/y,
    /(?<operator>\/\/=|\?\/\/|\/\/|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\.\.|[.[\]{}()|,:;=<>+\-*/%?])/y,
  ]
    .map((part) => part.source)
    .join('|'),
  'y',
);
const TEXT = /[^"\\]+/y;
const ESCAPE = /(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))+/y;

export function tokenize(source: string): Token[] {
  const reader = { source, at: 0 };
  const tokens = readTokens(reader);
  if (reader.at < source.length) throw new NotUnderstood();
  return tokens;
}

interface Reader {
  source: string;
  at: number;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.source);
  if (match) reader.at = pattern.lastIndex;
  return match;
}

/** Up to the end, or to the parenthesis that closes one opened before. */
function readTokens(reader: Reader): Token[] {
  const tokens: Token[] = [];
  let open = 0;
  for (;;) {
    take(reader, SPACE);
    const character = reader.source[reader.at];
    if (character === undefined || (character === ')' && open === 0)) break;
    if (character === '(') open += 1;
    if (character === ')') open -= 1;
    tokens.push(character === '"' ? readString(reader) : readPlain(reader));
  }
  tokens.push({ type: 'end', text: '' });
  return tokens;
}

function readPlain(reader: Reader): Token {
  const groups = take(reader, PLAIN)?.groups;
  if (!groups) throw new NotUnderstood();
  const [type, text] = Object.entries(groups).find(([, value]) => value !== undefined) as [string, string];
  return type === 'number' ? { type, value: readNumber(text) } : { type: type as 'word', text };
}

/** jq keeps a literal's digits: only those that JavaScript writes the same way are understood. */
function readNumber(text: string): number {
  const value = Number(text);
  if (String(value) !== text || text.length > 15) throw new NotUnderstood();
  return value;
}

function readString(reader: Reader): Text {
  const parts: (string | Token[])[] = [];
  let text = '';
  reader.at += 1;
  while (reader.source[reader.at] !== '"') {
    const plain = take(reader, TEXT)?.[0];
    if (plain !== undefined) text += plain;
    else if (reader.source.startsWith('\\(', reader.at)) {
      reader.at += 2;
      parts.push(text, readTokens(reader));
      text = '';
      if (reader.source[reader.at] !== ')') throw new NotUnderstood();
      reader.at += 1;
    } else text += JSON.parse(`"${escapeAt(reader)}"`);
  }
  reader.at += 1;
  parts.push(text);
  if (parts.some((part) => typeof part === 'string' && (!part.isWellFormed() || part.includes('\uFFFD')))) {
    throw new NotUnderstood();
  }
  return { type: 'string', parts };
}

function escapeAt(reader: Reader): string {
  const escaped = take(reader, ESCAPE)?.[0];
  if (escaped === undefined) throw new NotUnderstood();
  return escaped;
}
