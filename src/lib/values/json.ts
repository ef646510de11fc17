/**
 * Levels that a value may have: more than any needs, fewer than the thousands at which recursion overflows the stack.
 */
export const DEEPEST = 500;

/** The error of text that is no JSON, in words for users (a SyntaxError counts as a defect). */
export class InvalidJson extends Error {
  override readonly name: string = 'InvalidJson';
}

/** The error of JSON that is nested deeper than DEEPEST. */
export class TooDeep extends InvalidJson {
  override readonly name = 'TooDeep';
  constructor() {
    super(`it is nested more than ${DEEPEST} levels deep`);
  }
}

/** The value of JSON text from outside. Throws InvalidJson, TooDeep among them. */
export function parseJson(text: string): unknown {
  if (isDeep(text)) throw new TooDeep();
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = Number(/ position (\d+)/.exec((error as Error).message)?.[1] ?? Number.NaN);
    throw new InvalidJson(`it is not JSON${Number.isNaN(at) ? '' : `, ${placeOf(text, at)}`}`, {
      cause: error,
    });
  }
}

/** A position in words: `line 2, column 7`. */
function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether brackets outside of strings are nested deeper than DEEPEST. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return false;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

/** The index of the quote that ends a string; -1 where none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** The size of a value when it is written out, so that parts referred to twice count twice. */
export interface Size {
  /** Objects, lists and scalars. */
  values: number;
  /** Characters of texts and names. */
  characters: number;
}

/**
 * Whether a value is deeper than DEEPEST, or larger than allowed when it is written out: a YAML document of some lines
 * can refer to its own parts a billion times (billion laughs). Walks no further than allowed.
 */
export function isTooLarge(root: unknown, allowed: Size): boolean {
  let { values, characters } = allowed;
  const open: { inside: Iterator<unknown> }[] = [{ inside: [root].values() }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const next = level.inside.next();
    if (next.done) {
      open.pop();
      continue;
    }
    const value = next.value;
    values -= 1;
    if (typeof value === 'string') characters -= value.length;
    else if (typeof value === 'object' && value !== null) {
      if (!Array.isArray(value)) for (const name of Object.keys(value)) characters -= name.length;
      open.push({ inside: Object.values(value).values() });
    }
    if (values < 0 || characters < 0 || open.length > DEEPEST) return true;
  }
  return false;
}
