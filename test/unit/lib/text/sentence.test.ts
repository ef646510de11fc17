import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { root, tracked } from '../../../../scripts/lib/tracked.ts';
import { asSentence } from '../../../../src/lib/text/sentence.ts';

test('a text becomes a sentence, unless it is one or ends with an address', () => {
  assert.equal(asSentence('It is gone'), 'It is gone.');
  assert.equal(asSentence('The inputs need attention:'), 'The inputs need attention.');
  for (const whole of ['It is gone.', 'Is it?', 'and so on…', 'Use https://dev.azure.com/contoso'])
    assert.equal(asSentence(whole), whole);
  assert.equal(asSentence('See https://a.example for it'), 'See https://a.example for it.');
});

test('an address in a message can be copied: nothing is glued to its end', () => {
  const glued =
    /https?:\/\/[^\s'"`]*[\w}>/][.,;:!?)]+(?=[\s'"`]|$)|\$\{[^}]*(?:[uU]rl|origin|EXAMPLES?|pageUrl\([^)]*\))\}[.,;:!?]/;
  const found = tracked('src/*.ts').flatMap((path) =>
    readFileSync(`${root}${path}`, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line) && glued.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  assert.deepEqual(found, []);
});
