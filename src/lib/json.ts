/** Deeper than anything that is meant: beyond some thousands what walks through a value runs out of its stack. */
export const DEEPEST = 500;

/** Text that is no JSON, in words for users: the language's own are told as a defect. */
export class InvalidJson extends Error {
  override readonly name: string = 'InvalidJson';
}

/** JSON that is nested deeper than DEEPEST. */
export class TooDeep extends InvalidJson {
  override readonly name = 'TooDeep';
  constructor() {
    super(`it is nested more than ${DEEPEST} levels deep`);
  }
}

/** A value out of JSON text from outside. Throws InvalidJson, TooDeep among them. */
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

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts brackets outside of strings. */
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

/** The place of the quote that ends it; -1 where none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Values and characters that a value has when every place that refers to a part has a copy of its own. */
export interface Size {
  values: number;
  characters: number;
}

/**
 * Whether a value is deeper than DEEPEST, or larger than allowed when it is written out: YAML refers to its parts again
 * and again. Walks no further than allowed.
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
