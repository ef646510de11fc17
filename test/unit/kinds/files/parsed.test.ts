import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseText } from '../../../../src/kinds/files/parsed.ts';

/** Values that PyYAML 6 makes of `v: <text>`: mappings were written against it. */
const scalars: [text: string, value: unknown][] = [
  ['yes', true],
  ['Off', false],
  ['NO', false],
  ['y', 'y'],
  ['yEs', 'yEs'],
  ['~', null],
  ['', null],
  ['NULL', null],
  ['nUll', 'nUll'],
  ['010', 8],
  ['0o10', '0o10'],
  ['08', '08'],
  ['0b101', 5],
  ['0x1f_ff', 8191],
  ['1_000', 1000],
  ['1:30', 90],
  ['-1:30', -90],
  ['190:20:30', 685230],
  ['12:60', '12:60'],
  ['1:30.5', 90.5],
  ['1e3', '1e3'],
  ['1.5e3', '1.5e3'],
  ['1.5e+3', 1500],
  ['.5', 0.5],
  ['-.5', '-.5'],
  ['1_0.5_0', 10.5],
  ['1.2.3', '1.2.3'],
  ['2024-01-02', '2024-01-02'],
  ['2024-1-2', '2024-1-2'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.100000-05:00'],
  ['2001-12-14 21:59:43.10 -5', '2001-12-14T21:59:43.100000-05:00'],
  ['2001-12-15 2:59:43.10', '2001-12-15T02:59:43.100000'],
  ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43+00:00'],
  ["'010'", '010'],
  ['!!str 5', '5'],
  ['!!int "5"', 5],
];

/** The same for whole texts. */
const texts: [text: string, value: unknown][] = [
  ['{"a": [1, null]}', { a: [1, null] }],
  ['null', null],
  ['{"a": 01}', { a: 1 }],
  ['a: 1\na: 2\n', { a: 2 }],
  ['on: push\n', { true: 'push' }],
  ['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ['---\na: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
  ['---\na: 1\n---\n---\nb: 2', [{ a: 1 }, { b: 2 }]],
  ['---\na: 1\n---\n', { a: 1 }],
  ['---\na: x---y\n', { a: 'x---y' }],
  ['hello world\n', 'hello world'],
  ['- a\n- [b, yes]', ['a', ['b', true]]],
];

/** Texts that are no data, and stay what they are. */
const plain = [
  '',
  ' \n',
  '# only a comment\n',
  '---\n---\n',
  'a: 1\n---\nb: 2\n',
  'a: b: c',
  '{"a": ',
  'a: !Ref bucket',
  'a: *nowhere',
  '? [a]\n: b\n',
  'v: 2024-13-45',
  'v: !!set {a, b}',
  '\tx: 1',
];

describe('the parsed content of a file', () => {
  for (const [text, value] of scalars) {
    it(`reads ${JSON.stringify(text)} as YAML 1.1 does`, async () => {
      assert.deepEqual(await parseText(`v: ${text}\n`), { v: value });
    });
  }

  for (const [text, value] of texts) {
    it(`of ${JSON.stringify(text)} is its data`, async () => {
      assert.deepEqual(await parseText(text), value);
    });
  }

  for (const text of plain) {
    it(`of ${JSON.stringify(text)} is the text`, async () => {
      assert.equal(await parseText(text), text);
    });
  }

  it('is the text when aliases would grow it without measure, or into themselves', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 9; n++) {
      bomb.push(`a${n}: &a${n} [${Array.from({ length: 10 }, () => `*a${n - 1}`).join(', ')}]`);
    }
    for (const text of [bomb.join('\n'), 'a: &a\n  b: *a\n']) assert.equal(await parseText(text), text);
  });

  it('is the text when aliases stand for many times the characters that are written', async () => {
    const long = `a: &a ${'x'.repeat(100_000)}\n`;
    const many = `${long}b:\n${'  - *a\n'.repeat(10_000)}`;
    const names = `a: &a {${'k'.repeat(1_000)}: 1}\nb:\n${'  - *a\n'.repeat(10_000)}`;
    for (const text of [many, names]) assert.equal(await parseText(text), text);
    const few = `${long}b: [*a, *a]\n`;
    assert.notEqual(await parseText(few), few);
  });

  it('is the text when it is nested deeper than anything that is meant', async () => {
    const chain = ['a0: &a0 x'];
    for (let n = 1; n < 600; n++) chain.push(`a${n}: &a${n} [*a${n - 1}]`);
    const deep = ['['.repeat(100_000) + ']'.repeat(100_000), `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`];
    for (const text of [...deep, '- '.repeat(100_000), chain.join('\n')])
      assert.equal(await parseText(text), text);
  });

  it('cannot reach the prototype of objects', async () => {
    const parsed = (await parseText('__proto__:\n  polluted: yes\n')) as Record<string, unknown>;
    assert.deepEqual(Object.keys(parsed), ['__proto__']);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
});
