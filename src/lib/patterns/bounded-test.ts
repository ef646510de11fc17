import { costOf } from './cost.ts';
import { type LinearTest, linearTest } from './linear-test.ts';

/** Steps of a backtracking engine that take a few milliseconds. */
const STEPS = 1_000_000;
/** Characters of a text over which no pattern takes long, even where each character doubles the time. */
const SHORT = 12;

/**
 * The characters of the longest text over which a pattern, run as it is, takes no more than STEPS. For patterns from
 * outside: all patterns of this program are linear (test/patterns).
 */
export function longestFor(regex: RegExp): number {
  const key = `${regex.flags} ${regex.source}`;
  const known = lengths.get(key) ?? measured(regex);
  if (lengths.size >= MOST_KNOWN) lengths.clear();
  lengths.set(key, known);
  return known;
}

/** Tests by flags and source: a mapping has the same pattern many times, and each costs milliseconds. */
const lengths = new Map<string, number>();
const MOST_KNOWN = 500;

function measured(regex: RegExp): number {
  const { degree, ways } = costOf(regex) ?? { degree: Number.POSITIVE_INFINITY, ways: 1 };
  if (ways > STEPS) return 0;
  return Math.max(
    degree === Number.POSITIVE_INFINITY ? SHORT : 0,
    Math.floor((STEPS / ways) ** (1 / degree)),
  );
}

/** `regex.test` in a time that is linear in the text, whatever the pattern (no ReDoS). */
export function boundedTest(regex: RegExp): LinearTest {
  const longest = longestFor(regex);
  let linear: LinearTest | undefined;
  return (text) => {
    if (text.length <= longest) return regex.test(text);
    linear ??= linearTest(regex) ?? ((long) => regex.test(long));
    return linear(text);
  };
}
