import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { difference } from '../../../../src/lib/text/difference.ts';

const json = (before: unknown, after: unknown) => difference(JSON.stringify(before), JSON.stringify(after));

describe('how two texts differ', () => {
  test('short ones are shown whole', () => {
    assert.deepEqual(json('open', 'closed'), { before: '"open"', after: '"closed"' });
    assert.deepEqual(json(null, 'x'), { before: 'null', after: '"x"' });
  });

  test('of long ones the part that differs is shown, with a little around it', () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(40);
    const at = json(`${text}It ends here.${text}`, `${text}It ends there.${text}`);
    assert.match(at.before, /^….{0,30}It ends here\.The quick.{0,30}…$/);
    assert.match(at.after, /^….{0,30}It ends there\.The quick.{0,30}…$/);
    const end = json(`${text}one`, `${text}two`);
    assert.match(end.before, /^….*one"$/);
    assert.match(end.after, /^….*two"$/);
    assert.ok(end.before.length < 60);
  });

  test('of a list the entries that came, went or moved', () => {
    const list = Array.from({ length: 100 }, (_, n) => `label-${n}`);
    const moved = list.with(50, 'label-51').with(51, 'label-50');
    const { before, after } = json(list, moved);
    assert.match(before, /^….*label-50","label-51.*…$/);
    assert.match(after, /^….*label-51","label-50.*…$/);
    assert.match(json(list, [...list, 'new']).after, /label-99","new"\]$/);
    assert.equal(json([1, 2], [2, 1]).after, '[2,1]');
  });

  test('of an object the member', () => {
    const object = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, { value: n }]));
    const { before, after } = json(object, { ...object, key30: { value: 'other' } });
    assert.match(before, /"key30":\{"value":30\}/);
    assert.match(after, /"key30":\{"value":"other"\}/);
  });

  test('a number and its text are told apart', () => {
    assert.deepEqual(json(1, '1'), { before: '1', after: '"1"' });
  });

  test('a long part that differs is cut at its end, never at its beginning', () => {
    const { before, after } = json('a'.repeat(5_000), 'b'.repeat(5_000));
    assert.match(before, /^"a{50,}…$/);
    assert.match(after, /^"b{50,}…$/);
  });
});

describe('what looks the same', () => {
  const pairs: [what: string, before: string, after: string][] = [
    ['two blanks and one', 'a  b', 'a b'],
    ['a blank at the end', 'a ', 'a'],
    ['a blank that does not break', 'a\u00a0b', 'a b'],
    ['a space of zero width', 'a\u200bb', 'ab'],
    ['a soft hyphen', 'co\u00adop', 'coop'],
    ['a direction mark', 'a\u200eb', 'a\u200fb'],
    ['a composed and a decomposed letter', '\u00e9', 'e\u0301'],
    ['letters of full width', '\uff21', 'A'],
    ['a Cyrillic letter', 'p\u0430y', 'pay'],
    ['a Greek letter', '\u039f', 'O'],
    ['letters of two other scripts', '\u043e', '\u03bf'],
    ['a dotless i', 'f\u0131x', 'fix'],
    ['a dash that is none', 'a\u2010b', 'a-b'],
    ['two kinds of dash', 'a\u2013b', 'a\u2212b'],
    ['a quote that is none', '\u2019', "'"],
    ['a variation selector', '\u2764\ufe0f', '\u2764'],
    ['a ligature', '\ufb01x', 'fix'],
    ['a line of its own kind', 'a\u2028b', 'a b'],
  ];
  /** Text as a rendering shows it: all white space becomes one blank. */
  const shown = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  for (const [what, before, after] of pairs)
    test(`is shown as different: ${what}`, () => {
      for (const around of ['', 'some text before and after '.repeat(20)]) {
        const sides = json(`${around}${before}${around}`, `${around}${after}${around}`);
        const isEscaped = /\\u[\da-f]{4}/.test(`${sides.before}${sides.after}`);
        const isPlain = /^[ -~…]*$/.test(`${sides.before}${sides.after}`);
        assert.ok(isEscaped || isPlain, `${sides.before} | ${sides.after}`);
        assert.notEqual(shown(sides.before), shown(sides.after));
      }
    });

  test('is not escaped where eyes tell it apart', () => {
    for (const [before, after] of [
      ['Müller', 'Muller'],
      ['привет', 'превет'],
      ['日本', '日木'],
      ['😀', '🎉'],
    ])
      assert.deepEqual(json(before, after), { before: `"${before}"`, after: `"${after}"` });
  });

  test('no character and no escape is cut in half', () => {
    const many = '😀'.repeat(500);
    for (const [before, after] of [
      [`${many}😀x${many}`, `${many}😁x${many}`],
      [`${many}\n${many}`, `${many}\t${many}`],
      [`\\${many}`, `\\\\${many}`],
      [many, `${many}😀`],
    ]) {
      const sides = json(before, after);
      for (const side of Object.values(sides)) assert.ok(side.isWellFormed(), side);
      assert.notEqual(sides.before, sides.after);
    }
  });

  test('takes no longer than the texts are long, whatever they are', () => {
    for (const hostile of ['\\', ' ', '\u0430', 'e\u0301', '\ud800', '"'])
      assert.equal(
        difference(hostile.repeat(500_000), `${hostile.repeat(500_000)}x`).after.endsWith('x'),
        true,
      );
  });
});
