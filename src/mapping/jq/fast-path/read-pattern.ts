/**
 * The part of regular expressions that means the same to jq (Oniguruma) and to JavaScript: characters, classes,
 * groups, choices, the ends of a line, and repetitions of a single character.
 */
export interface Pattern {
  /** The pattern for `new RegExp` with the flag `u`. */
  source: string;
  /** Names of its groups. */
  names: string[];
  /** Whether it has choices, so that a group may stand for nothing. */
  choices: boolean;
  /** Whether it may match without a character. */
  mayBeEmpty: boolean;
  /** Whether it depends on what an end of a line is. */
  lines: boolean;
  /** Whether it depends on what a letter, a digit or white space is, as `\\w`, `\\d` and `\\s` have it. */
  letters: boolean;
  /** Whether it depends on what a letter is, as Unicode has it. */
  unicode: boolean;
}

/** Reads a pattern. Undefined where the two might differ. */
export function readPattern(text: string): Pattern | undefined {
  const reading = { text, at: 0, names: [], choices: false, lines: false, letters: false, unicode: false };
  try {
    const { source, least } = readChoices(reading);
    if (reading.at < text.length) return undefined;
    const { names, choices, lines, letters, unicode } = reading;
    return { source, names, choices, lines, letters, unicode, mayBeEmpty: least === 0 };
  } catch (error) {
    if (error !== UNKNOWN) throw error;
    return undefined;
  }
}

const UNKNOWN = new Error('not of the part that is known here');

interface PatternReader extends Pick<Pattern, 'names' | 'choices' | 'lines' | 'letters' | 'unicode'> {
  text: string;
  at: number;
}

/** A part of the pattern, and the characters that it takes at the least. */
interface Part {
  source: string;
  least: number;
}

/** Takes what stands next if it matches, with its groups. */
function next(reading: PatternReader, regex: RegExp): RegExpExecArray | undefined {
  regex.lastIndex = reading.at;
  const found = regex.exec(reading.text);
  if (!found) return undefined;
  reading.at += found[0].length;
  return found;
}

function readChoices(reading: PatternReader): Part {
  const parts = [readSequence(reading)];
  while (next(reading, /\|/y)) parts.push(readSequence(reading));
  if (parts.length > 1) reading.choices = true;
  return {
    source: parts.map(({ source }) => source).join('|'),
    least: Math.min(...parts.map(({ least }) => least)),
  };
}

function readSequence(reading: PatternReader): Part {
  let source = '';
  let least = 0;
  for (let part = readPiece(reading); part; part = readPiece(reading)) {
    source += part.source;
    least += part.least;
  }
  return { source, least };
}

/** Reads a piece of a sequence. Undefined at its end. */
function readPiece(reading: PatternReader): Part | undefined {
  const character = readCharacter(reading);
  if (character !== undefined) return readRepetition(reading, character);
  const end = next(reading, /[$^]/y);
  if (end) {
    reading.lines = true;
    return { source: end[0], least: 0 };
  }
  const group = next(reading, /\((\?:|\?<([A-Za-z]\w*)>|(?!\?))/y);
  if (!group) return undefined;
  const [open, , name] = group;
  if (name !== undefined && reading.names.includes(name)) throw UNKNOWN;
  if (name !== undefined) reading.names.push(name);
  const { source, least } = readChoices(reading);
  // A repeated group may go astray over long texts, and keeps what its last round found.
  if (!next(reading, /\)(?![*+?{])/y)) throw UNKNOWN;
  return { source: `${open}${source})`, least };
}

/** One character of the text, however it is named. */
function readCharacter(reading: PatternReader): string | undefined {
  const plain = next(reading, /[\w "'/:,;=&%!#~@<>-]/y);
  if (plain) return plain[0];
  const any = next(reading, /\./y);
  if (any) {
    reading.lines = true;
    return any[0];
  }
  const escaped = next(reading, /\\([dDwWsS]|[.^$*+?()[\]{}|/\\])/y);
  if (escaped) {
    if (OF_LETTERS.test(escaped[0])) reading.letters = true;
    return escaped[0];
  }
  const list = next(reading, CLASS);
  if (!list) return undefined;
  for (const [, from = '', to = ''] of list[0].matchAll(/([a-z\d])-([a-z\d])/gi))
    if (from > to) throw UNKNOWN;
  if (OF_LETTERS.test(list[0])) reading.letters = true;
  if (list[0].includes('\\p')) reading.unicode = true;
  return list[0];
}

const OF_LETTERS = /\\[dDwWsS]/;
/** A list of characters, of all letters, and ranges of letters or digits; `-` may be its last. */
const CLASS =
  /\[\^?(?:\d-\d|[a-z]-[a-z]|[A-Z]-[A-Z]|[\w "'/,;:=%!#~@<>.()*+?|{}$](?!-[^\]])|\\p\{L\}(?!-[^\]])|\\[dDwWsS](?!-[^\]])|\\[.^$*+?()[\]{}|/\\-](?!-[^\]]))+-?\]/y;

function readRepetition(reading: PatternReader, character: string): Part {
  const found = next(reading, /(?:[*+?]|\{(\d{1,2})(,\d{0,2})?\})\??(?![*+?{])/y);
  if (!found) {
    if (next(reading, /[*+?{]/y)) throw UNKNOWN;
    return { source: character, least: 1 };
  }
  const [times, count, upTo] = found;
  const [from, to] = [Number(count), Number(upTo?.slice(1))];
  if (count !== undefined && upTo !== undefined && upTo !== ',' && to < from) throw UNKNOWN;
  return {
    source: `${character}${times}`,
    least: count === undefined ? Number(times.startsWith('+')) : from,
  };
}
