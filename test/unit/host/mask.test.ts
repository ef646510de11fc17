import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createMask, linesOf, MASK } from '../../../src/host/mask.ts';
import { createOutput } from '../../../src/host/output.ts';
import { hostileText, isCommand } from './support/agents.ts';

const masking = (...secrets: string[]) => {
  const mask = createMask();
  for (const secret of secrets) mask.add(secret);
  return mask;
};

const html = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const unicode = (signs: RegExp, text: string): string =>
  text.replace(signs, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The forms in which a secret turns up in messages, headers, URLs and files. */
const forms: [name: string, encode: (secret: string) => string][] = [
  ['plain', (secret) => secret],
  ['inside JSON', (secret) => JSON.stringify(secret)],
  ['inside JSON inside JSON', (secret) => JSON.stringify(JSON.stringify(secret))],
  ['URL-encoded', (secret) => encodeURIComponent(secret)],
  ['form-encoded', (secret) => new URLSearchParams({ secret }).toString()],
  ['in base64', base64],
  ['in URL-safe base64', (secret) => Buffer.from(secret).toString('base64url')],
  ['in a Basic header without user', (secret) => `Authorization: Basic ${base64(`:${secret}`)}`],
  ['in a Basic header with a user', (secret) => `Basic ${base64(`user:${secret}`)}`],
  ['in a Basic header with another user', (secret) => `Basic ${base64(`user1:${secret}`)}`],
  ['in HTML', html],
  ['in HTML with numbers', (secret) => secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)],
  ['in upper case', (secret) => secret.toUpperCase()],
  ['in lower case', (secret) => secret.toLowerCase()],
  ['in upper case, URL-encoded', (secret) => encodeURIComponent(secret.toUpperCase())],
  ['URL-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
  ['in hexadecimal digits of upper case', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  [
    'in base64 of UTF-16, as PowerShell has it',
    (secret) => Buffer.from(secret, 'utf16le').toString('base64'),
  ],
  [
    'in JSON of a careful writer',
    (secret) => unicode(/[<>&'+\u0080-\uffff]/g, JSON.stringify(secret).slice(1, -1)),
  ],
  ['in JSON with escaped slashes', (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
];

describe('the mask', () => {
  const secret = 's3cr&t "x"/y+z=<ü>';
  for (const [name, encode] of forms) {
    test(`hides a secret ${name}`, () => {
      const masked = masking(secret).apply(`before ${encode(secret)} behind`);
      assert.ok(masked.includes(MASK), masked);
      assert.ok(!masked.includes(encode(secret).slice(8, -4)), masked);
      assert.match(masked, /^before .* behind$/);
    });
  }

  test('hides every line of a secret of several lines', () => {
    const masked = masking('first-half-of-key\nsecond-half-of-key\n').apply('x second-half-of-key y');
    assert.equal(masked, 'x *** y');
  });

  test('announces the lines of a secret, but none that is too short to be one', () => {
    assert.deepEqual(linesOf('{\n  "key": "abc",\n  "n": 1,\n  1\n}\n'), ['"key": "abc",']);
    assert.deepEqual(linesOf(' abc \n'), ['abc']);
  });

  test('hides secrets that overlap, whole', () => {
    assert.equal(masking('abcdef', 'efghij').apply('<abcdefghij>'), '<***>');
    assert.equal(masking('abcdef', 'abcdefghij').apply('<abcdefghij>'), '<***>');
  });

  test('leaves text alone that only looks like a very short secret', () => {
    assert.equal(masking('a', 'yes', '').apply('a yes, and more'), 'a yes, and more');
  });

  test('hides any secret in any text and form', () => {
    const secrets = fc.array(fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        secrets,
        fc.string(),
        fc.string(),
        fc.nat(forms.length - 1),
        (values, before, after, form) => {
          const mask = masking(...values);
          for (const value of values.filter((text) => text.trim().length >= 8)) {
            const encoded = forms[form]?.[1](value) ?? '';
            const masked = mask.apply(before + encoded + after);
            assert.ok(!masked.includes(encoded), JSON.stringify({ value, masked }));
            assert.ok(!masked.includes(value), JSON.stringify({ value, masked }));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the output', () => {
  test('has neither a command nor a secret in any line', () => {
    const secrets = fc.string({ minLength: 6, maxLength: 20, unit: fc.constantFrom(...'abcXYZ019-_.~!$&') });
    fc.assert(
      fc.property(secrets, fc.array(hostileText, { maxLength: 4 }), (secret, parts) => {
        const lines: string[] = [];
        const output = createOutput((text) => lines.push(...text.split('\n')), masking(secret));
        const text = parts.join(secret);
        output.print(text);
        lines.push(output.inline(text), ...output.block(text).split('\n'));
        for (const line of lines) {
          assert.ok(!isCommand(line), JSON.stringify(line));
          assert.ok(!line.includes(secret), JSON.stringify(line));
        }
      }),
      { numRuns: 500 },
    );
  });
});
