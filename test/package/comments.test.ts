import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root, tracked } from '../../scripts/lib/tracked.ts';

/** Words that no comment begins with: it begins with the noun that it is about. "Whether" is for booleans. */
const CLAUSES =
  'What|How|As|So|Because|When|Where|Why|Who|Whose|Which|That|This|These|Those|If|But|And|Also|Only|There|Here|Then|Now|While|Until|Since|Once|Whatever|Whoever|Neither|Nor|Not|Nothing|It|Its|They|Their';
const PREPOSITIONS =
  'For|At|From|To|By|Of|In|On|Over|With|Without|Before|After|Behind|Around|Besides|Below|Instead|Meanwhile|Past';

/** Beginnings of comments: a block, a line alone or behind code, or the first of several lines. */
const beginning = (words: string): RegExp =>
  new RegExp(`(?:/\\*\\*?\\s+(?:\\* )?|(?<!^\\s*//[^\\n]*\\n\\s*)(?<=^|\\s)// )(?:${words})\\b.*`, 'gm');

const foundIn = (text: string, words: string): string[] =>
  [...text.matchAll(beginning(words))].map(([found]) => found);

const foundBelow = (folders: readonly string[], words: string): string[] =>
  folders
    .flatMap((folder) => [...tracked(`${folder}/*.ts`), ...tracked(`${folder}/*.mjs`)])
    .flatMap((path) =>
      foundIn(readFileSync(join(root, path), 'utf8'), words).map((found) => `${path}: ${found}`),
    );

describe('comments begin with the noun that they are about', () => {
  const words = `${CLAUSES}|${PREPOSITIONS}`;

  const folders = ['src', 'test', 'bench', 'scripts', 'action', 'task', 'examples', 'deploy'];

  test('everywhere', () => assert.deepEqual(foundBelow(folders, words), []));

  test('and those that do not are found: in a block, alone, behind code, or in several lines', () => {
    const block = ['/*', '* What it is. */'].join('');
    const several = ['/*', '*\n * How it goes,\n * So far.\n */'].join('');
    const line = ['/', '/ Who, and\n  /', '/ When it is.'].join('');
    const behind = ['f(); /', '/ As before.'].join('');
    const good = ['/*', '* The place. What is more: As it was. */\n/', '/ A noun.'].join('');
    for (const [text, count] of [
      [block, 1],
      [several, 1],
      [`  ${line}`, 1],
      [behind, 1],
      [good, 0],
    ] as const)
      assert.equal(foundIn(text, words).length, count, text);
  });
});
