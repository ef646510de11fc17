import { costOf } from './cost.ts';
import { type LinearTest, linearTest } from './run.ts';

/** Steps of a backtracking engine, a few milliseconds of them. */
const STEPS = 1_000_000;
/** Texts over which nothing takes long, even where every character doubles it. */
const SHORT = 12;

/**
 * The longest text over which a pattern, run as it is, takes no more than `STEPS`. For patterns from outside of
 * `src`: those inside are linear all.
 */
export function longestFor(regex: RegExp): number {
  const { degree, ways } = costOf(regex) ?? { degree: Number.POSITIVE_INFINITY, ways: 1 };
  if (ways > STEPS) return 0;
  return Math.max(
    degree === Number.POSITIVE_INFINITY ? SHORT : 0,
    Math.floor((STEPS / ways) ** (1 / degree)),
  );
}

/** `regex.test` that takes no longer than the text is long, times the pattern. */
export function boundedTest(regex: RegExp): LinearTest {
  const longest = longestFor(regex);
  let linear: LinearTest | undefined;
  return (text) => {
    if (text.length <= longest) return regex.test(text);
    linear ??= linearTest(regex) ?? ((long) => regex.test(long));
    return linear(text);
  };
}
