/** `test('its name', …)`, `describe("its name", …)`, also with a template; group 2 is the name as it is written. */
const NAMED = /\b(?:test|it|describe|suite)\((?:\s*)(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The pattern of a test's name at run time: an expression of a template may be anything. */
const patternOf = (written: string): string =>
  `^${written
    .split(/\$\{[^}]*\}/)
    .map((part) => escaped(part.replace(/\\(.)/g, '$1')))
    .join('.*')}$`;

/**
 * The `--test-name-pattern` of the test or group that begins at a line (from 1 on) or is the nearest above it; nothing
 * where there is none.
 */
export const namePatternAt = (source: string, line: number): string | undefined => {
  const end = source.split('\n', line).join('\n').length;
  const above = [...source.matchAll(NAMED)].filter(({ index }) => index <= end);
  const written = above.at(-1)?.[2];
  return written === undefined ? undefined : patternOf(written);
};
