import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from './pages.ts';

const versions = textOf('CHANGELOG.md')
  .split(/^(?=## )/m)
  .slice(1)
  .map((text) => ({ version: /^## (\S+)/.exec(text)?.[1] ?? '', text }));

/** Texts that are there more than once. */
const doubled = (texts: readonly string[]): string[] => texts.filter((text, at) => texts.indexOf(text) < at);

for (const { version, text } of versions)
  test(`what changed in ${version} is told once, though merges keep the lines of both sides`, () => {
    const heads = [...text.matchAll(/^- (?:\*\*(.+?)\*\*|(.{1,30}))/gm)].map(
      ([, bold, begin]) => bold ?? begin ?? '',
    );
    assert.ok(heads.length > 5);
    assert.deepEqual(doubled(heads), []);
    assert.deepEqual(doubled([...text.matchAll(/^### (.+)$/gm)].map(([, title = '']) => title)), []);
  });
