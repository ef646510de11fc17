/** Calls that a worker can make, since what they give can be posted. */
import { parseGlob, segmentMatcher } from '../../../src/kinds/files/globs.ts';
import { boundedTest } from '../../../src/lib/patterns/bounded-test.ts';
import { compileFast } from '../../../src/mapping/jq/fast-path/compile-fast.ts';
import { NEEDS_ENGINE } from '../../../src/mapping/jq/fast-path/fallback.ts';

export const patternMatches = (source: string, text: string): boolean =>
  boundedTest(new RegExp(source))(text);

export const globMatches = (glob: string, path: string): boolean => parseGlob(glob).matches(path);

export const segmentMatches = (segment: string, name: string): boolean => segmentMatcher(segment)(name);

/** Value of an expression without the engine. */
export function withoutEngine(expression: string, input: unknown): unknown {
  try {
    return compileFast(expression)?.(input);
  } catch (error) {
    return error === NEEDS_ENGINE ? 'left to the engine' : String(error);
  }
}
