import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shorten } from '../../../../src/lib/text/shorten.ts';
import { failureOf } from '../../../../src/port/answers.ts';
import { differences } from '../../../../src/port/entities/compare.ts';
import { maskSecrets } from '../../../../src/port/telemetry/secrets.ts';

const secret = 'q7'.repeat(26);
const piece = secret.slice(0, 8);

test('a text that is short enough stays as it is', () => {
  assert.equal(shorten('one two', 7), 'one two');
});

test('a text is cut where a word ends, within the length', () => {
  assert.equal(shorten('one two three', 10), 'one two …');
  assert.equal(shorten('漢字'.repeat(10), 8), '漢字漢字漢字漢…');
});

test('no cut leaves a part of a secret, wherever it stands', () => {
  for (let before = 420; before < 520; before += 1) {
    const message = `${'x '.repeat(before / 2)}Authorization: Basic ${secret} was refused`;
    const response = {
      status: 401,
      headers: {},
      body: Buffer.from(JSON.stringify({ message })),
      wireBytes: 0,
    };
    const told = failureOf(response, { method: 'GET', route: '/' }).message.replaceAll(secret, '***');
    assert.ok(!told.includes(piece), `cut behind ${before}`);
  }
});

test('no cut leaves a part of a password, whatever is in it', () => {
  const password = 'pass"w,ord!of;many$parts';
  for (let at = 21; at < 45; at += 1)
    assert.equal(shorten(`it was refused with ${password} and more`, at), 'it was refused with …');
});

test('no field of a plan shows a part of a secret, and a secret that changes is told as one', () => {
  const mask = (text: string) => text.replaceAll(secret, '***');
  const told = (was: string, is: string) =>
    differences(
      { identifier: 'a', blueprint: 'b', properties: { text: was } },
      { identifier: 'a', blueprint: 'b', properties: { text: is } },
      { properties: { text: '.text' } },
      undefined,
      mask,
    )[0];
  for (let before = 0; before < 210; before += 1) {
    const text = `${'x '.repeat(before / 2)}${secret} and more`;
    for (const change of [told('old', text), told(`${text} ${text}.`, `${text} ${text}!`)])
      assert.ok(!`${change?.before}${change?.after}`.includes(piece), `cut behind ${before}`);
  }
  const other = secret.toUpperCase();
  const hidden = (text: string) => mask(text).replaceAll(other, '***');
  const [change] = differences(
    { identifier: 'a', blueprint: 'b', title: secret },
    { identifier: 'a', blueprint: 'b', title: other },
    { title: '.title' },
    undefined,
    hidden,
  );
  assert.deepEqual(change, { field: 'title', before: '"***"', after: '"***" (another secret)' });
});

test('no raw example shows a part of a secret', () => {
  for (let before = 9_940; before < 10_004; before += 1) {
    const text = `${'x '.repeat(before / 2)}${secret}`;
    const sent = String(maskSecrets(text, (one) => one.replaceAll(secret, '***')));
    assert.ok(!sent.includes(piece), `cut behind ${before}`);
  }
});
