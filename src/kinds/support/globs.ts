import picomatch from 'picomatch';

/** A path with any of these is a glob; any other is taken literally. */
const GLOB = /[*?[\]{}!@+]/;
export const isGlob = (path: string): boolean => GLOB.test(path);

/** What a segment needs to match more than itself. */
const WILDCARD = /[*?[{]/;

/** Special to the matcher, but not to our users. */
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
    shallow: depth === segments.length - 1 && !segments[depth]?.includes('**') && !/\{.*\//.test(pattern),
    matches: picomatch(segments.join('/').replace(LITERAL, '\\$&').replaceAll('[!', '[^'), {
      nocase: true,
      dot: true,
      noextglob: true,
      nonegate: true,
    }),
  };
}

export const trimSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '');

/** One segment of a folder's path: `*` stands for anything in it, all else for itself, case and all. */
export function segmentMatcher(segment: string): (name: string) => boolean {
  const escaped = segment.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${escaped.join('.*')}$`, 's');
  return (name) => pattern.test(name);
}
