import picomatch from 'picomatch';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { boundedTest } from '../../lib/patterns/bounded-test.ts';
import { withoutSurrounding } from '../../lib/text/trim.ts';

/** Characters of globs. A path without any is taken literally. */
const GLOB = /[*?[\]{}!@+]/;
export const isGlob = (path: string): boolean => GLOB.test(path);

/** Characters by which a segment matches more than itself. */
const WILDCARD = /[*?[{]/;

/** Characters with a meaning to picomatch that they do not have in a mapping. */
const LITERAL = /[()|+@$]/g;

export interface Glob {
  /** The deepest folder that holds all that can match, `''` for the root. */
  base: string;
  /** Whether all that can match lies directly in that folder. */
  shallow: boolean;
  /** Whether the glob means a path, which has no leading slash. */
  matches(path: string): boolean;
}

/** Globs by their pattern: a mapping has few, and each is for all repositories. */
const known = new Map<string, Glob>();
const MOST_KNOWN = 10_000;

/** A glob of `*`, `?`, `**`, `[…]` and `{a,b}`. Case does not matter, and a leading dot is a character like others. */
export function parseGlob(pattern: string): Glob {
  if (known.size >= MOST_KNOWN) known.clear();
  return getOrCreate(known, pattern, () => read(pattern));
}

function read(pattern: string): Glob {
  const segments = trimSlashes(pattern).split('/');
  const first = segments.findIndex((segment) => WILDCARD.test(segment));
  const depth = first === -1 ? segments.length - 1 : first;
  return {
    base: segments.slice(0, depth).join('/'),
    shallow: depth === segments.length - 1 && !segments[depth]?.includes('**') && !holdSlash(pattern),
    matches: matcherOf(segments.join('/').replace(LITERAL, '\\$&').replaceAll('[!', '[^')),
  };
}

const holdSlash = (pattern: string): boolean => {
  const brace = pattern.indexOf('{');
  return brace !== -1 && pattern.includes('/', brace);
};

/** A test of paths. Its time is bounded: a path from outside may be made to match in very many ways. */
function matcherOf(glob: string): (path: string) => boolean {
  if (glob === '') return () => false;
  const options = { nocase: true, dot: true, noextglob: true, nonegate: true, windows: false };
  const test = boundedTest(picomatch.makeRe(glob, options));
  return (path) => path === glob || (path !== '' && test(path));
}

export const trimSlashes = (path: string): string => withoutSurrounding(path, '/');

/** A test of a folder's name. `*` stands for any characters, all else for itself, case included. */
export function segmentMatcher(segment: string): (name: string) => boolean {
  const [first = '', ...parts] = segment.split('*');
  const last = parts.pop();
  if (last === undefined) return (name) => name === segment;
  return (name) => {
    if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
      return false;
    let at = first.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
}
