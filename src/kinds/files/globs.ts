import picomatch from 'picomatch';
import { boundedTest } from '../../lib/patterns/bounded-test.ts';
import { withoutSurrounding } from '../../lib/trim.ts';

/** A path with any of these is a glob; any other is taken literally. */
const GLOB = /[*?[\]{}!@+]/;
export const isGlob = (path: string): boolean => GLOB.test(path);

/** What a segment needs to match more than itself. */
const WILDCARD = /[*?[{]/;

/** Characters that are special to the matcher, and plain in a mapping. */
const LITERAL = /[()|+@$]/g;

export interface Glob {
  /** The folder that holds all that can match, `''` for the root. */
  base: string;
  /** Whether what matches lies directly in that folder. */
  shallow: boolean;
  /** Paths have no leading slash. */
  matches(path: string): boolean;
}

/** `*`, `?`, `**`, `[…]` and `{a,b}`, whatever the case; dots are nothing special. */
export function parseGlob(pattern: string): Glob {
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

/** Paths are from outside, and may be made to match in many ways: none takes more than its length. */
function matcherOf(glob: string): (path: string) => boolean {
  if (glob === '') return () => false;
  const options = { nocase: true, dot: true, noextglob: true, nonegate: true, windows: false };
  const test = boundedTest(picomatch.makeRe(glob, options));
  return (path) => path === glob || (path !== '' && test(path));
}

export const trimSlashes = (path: string): string => withoutSurrounding(path, '/');

/** One segment of a folder's path: `*` stands for anything in it, all else for itself, case and all. */
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
