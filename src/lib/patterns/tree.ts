/** The syntax tree of a JavaScript regular expression. */
export type Node =
  /** A single character; `source`: its class, as `[a-z]`, `\d`, `x`. */
  | { type: 'set'; source: string }
  | { type: 'assert'; kind: 'start' | 'end' | 'boundary' | 'inside' }
  | { type: 'look'; ahead: boolean; negative: boolean; body: Node }
  | { type: 'sequence'; parts: Node[] }
  | { type: 'choice'; options: Node[] }
  | { type: 'repeat'; of: Node; least: number; most: number };

/** Thrown at syntax that has no tree. */
const UNKNOWN = new Error('not of the part that is known here');

/** A parser's state. */
interface Reading {
  text: string;
  at: number;
  unicode: boolean;
}

/** The tree of a pattern; undefined where it has references to groups, flags inside or the flag `v`. */
export function readTree(source: string, flags: string): Node | undefined {
  if (flags.includes('v')) return undefined;
  const reading = { text: source, at: 0, unicode: flags.includes('u') };
  try {
    const node = readChoice(reading);
    return reading.at === source.length ? node : undefined;
  } catch (error) {
    if (error !== UNKNOWN) throw error;
    return undefined;
  }
}

function take(reading: Reading, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.text);
  if (!found) return undefined;
  reading.at += found[0].length;
  return found;
}

function readChoice(reading: Reading): Node {
  const options = [readSequence(reading)];
  while (take(reading, /\|/y)) options.push(readSequence(reading));
  return options.length === 1 ? (options[0] as Node) : { type: 'choice', options };
}

function readSequence(reading: Reading): Node {
  const parts: Node[] = [];
  while (reading.at < reading.text.length && !/[|)]/.test(reading.text[reading.at] as string)) {
    parts.push(readRepeated(reading));
  }
  return { type: 'sequence', parts };
}

function readRepeated(reading: Reading): Node {
  const of = readAtom(reading);
  const found = take(reading, /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y);
  if (!found) return of;
  const [, sign, from, comma, to] = found;
  if (sign !== undefined) {
    return {
      type: 'repeat',
      of,
      least: Number(sign === '+'),
      most: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
    };
  }
  const most = comma === undefined ? Number(from) : to ? Number(to) : Number.POSITIVE_INFINITY;
  return { type: 'repeat', of, least: Number(from), most };
}

const ASSERTIONS = { '^': 'start', $: 'end', '\\b': 'boundary', '\\B': 'inside' } as const;

function readAtom(reading: Reading): Node {
  const assertion = take(reading, /[$^]|\\[bB]/y);
  if (assertion) return { type: 'assert', kind: ASSERTIONS[assertion[0] as '^'] };
  const group = take(reading, /\((?:\?(?:(<?)([=!])|:|<[A-Za-z_$][\w$]*>)|(?!\?))/y);
  if (group) return readGroup(reading, group);
  const set = take(
    reading,
    /\[(?:[^\\\]]|\\[\s\S])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[^1-9kxupPc])/y,
  );
  if (set) return { type: 'set', source: set[0] };
  const plain = take(reading, reading.unicode ? /[^\\()[|*+?]/uy : /[^\\()[|*+?]/y);
  if (!plain) throw UNKNOWN;
  return { type: 'set', source: plain[0] };
}

function readGroup(reading: Reading, [, behind, sign]: RegExpExecArray): Node {
  const body = readChoice(reading);
  if (!take(reading, /\)/y)) throw UNKNOWN;
  return sign === undefined ? body : { type: 'look', ahead: behind === '', negative: sign === '!', body };
}
