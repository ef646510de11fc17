import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { assertNext, notesOf, places } from '../../scripts/release/version.ts';
import { version } from '../../src/app/version.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the release script', () => {
  for (const [path, replace] of Object.entries(places))
    test(`sets the version in ${path}, and changes nothing else`, () => {
      const text = read(path);
      const lines = text.split('\n');
      assert.equal(replace(text, version), text);
      const next = replace(text, '12.34.56');
      const places = /package-lock\.json|Chart\.yaml/.test(path) ? 2 : 1;
      assert.equal(next.split('12.34.56').length - 1, places);
      const changed = next.split('\n').filter((line, index) => line !== lines[index]);
      assert.equal(changed.length, places);
    });

  test('takes a version beyond the present one only', () => {
    for (const next of ['0.1.1', '0.2.0', '1.0.0', '0.10.0']) assertNext('0.1.0', next);
    for (const next of ['0.1.0', '0.0.9', '', '1.0', 'v1.0.0', '1.0.0-beta', '01.0.0'])
      assert.throws(() => assertNext('0.1.0', next), /is not (a version|beyond)/, next);
  });

  test('takes the notes of the newest version, and misses them otherwise', () => {
    const changelog = '# Changes\n\nIntroduction.\n\n## 0.2.0\n\n- New\n\n## 0.1.0\n\n- First\n';
    assert.equal(notesOf(changelog, '0.2.0'), '- New');
    assert.throws(() => notesOf(changelog, '0.1.0'), /begins with "0\.2\.0"/);
    assert.throws(() => notesOf('# Changes\n\n## 0.2.0\n', '0.2.0'), /says nothing/);
    assert.ok(notesOf(read('CHANGELOG.md'), version).length > 100);
  });
});
