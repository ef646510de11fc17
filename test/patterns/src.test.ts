import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { costOf } from '../../src/lib/patterns/cost.ts';
import { literalsIn } from './support/literals.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = globSync('src/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
const textOf = (file: string) => readFileSync(`${root}${file}`, 'utf8');

/** A few thousand ways through a pattern are a constant, however long the text. */
const isLinear = (pattern: { source: string; flags: string }): boolean => {
  const cost = costOf(pattern);
  return cost?.degree === 1 && cost.ways <= 5_000;
};

describe('regular expressions of the sources', () => {
  test('take no longer than the text is long, times a constant', () => {
    const literals = files.flatMap((file) =>
      literalsIn(textOf(file)).map((literal) => ({ file, ...literal })),
    );
    assert.ok(literals.length > 150, `only ${literals.length} were found`);
    const bad = literals.filter((literal) => !isLinear(literal));
    assert.deepEqual(
      bad.map(({ file, line, source, flags }) => `${file}:${line} /${source}/${flags}`),
      [],
    );
  });

  /** Files in which patterns are assembled, with the reason why none of these is worse than linear. */
  const assembled: Record<string, string> = {
    'src/host/neutralise.ts': 'weighed below',
    'src/summary/json.ts': 'weighed below',
    'src/summary/clean.ts': 'weighed below',
    'src/mapping/jq/parse/lexer.ts': 'weighed below',
    'src/mapping/shape/piece.ts': 'weighed below',
    'src/mapping/shape/changes.ts': 'a single character, or a run of one',
    'src/hooks/subscription/mark.ts': 'weighed below',
    'src/lib/patterns/linear-test.ts': 'a single character',
    'src/lib/patterns/places.ts': 'a single character',
    'src/http/transport/agent-bypass.ts': 'bounded by boundedTest',
    'src/mapping/jq/fast-path/pattern-calls.ts': 'bounded by longestFor',
  };
  const places = files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, at) => (line.includes('RegExp(') ? [{ file, line: at + 1 }] : [])),
  );

  test('are assembled in known places only', () => {
    assert.deepEqual([...new Set(places.map(({ file }) => file))].sort(), Object.keys(assembled).sort());
  });

  test('take no longer either where they are assembled', async () => {
    const made = await assembledBy(
      Object.keys(assembled).filter((file) => assembled[file] === 'weighed below'),
    );
    const expected = places.filter(({ file }) => assembled[file] === 'weighed below').length;
    assert.equal(new Set(made.map(String)).size, expected);
    assert.deepEqual(
      made.filter((regex) => !isLinear(regex)),
      [],
    );
  });
});

/** The patterns that modules make while they load. */
async function assembledBy(modules: readonly string[]): Promise<RegExp[]> {
  const made: RegExp[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, [source, flags]) {
      const regex = new target(source, flags);
      made.push(regex);
      return regex;
    },
  });
  try {
    for (const file of modules) await import(`${root}${file}?assembled`);
  } finally {
    globalThis.RegExp = original;
  }
  return made;
}
