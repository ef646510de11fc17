import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { neutralise, neutraliseColoured, neutraliseInline } from '../../../src/host/neutralise.ts';
import { within } from '../../support/within.ts';
import { actsOnTerminals, hostileText, isCommand } from './support/agents.ts';

const textModule = new URL('../../../src/host/neutralise.ts', import.meta.url);

describe('neutralised text', () => {
  const cases: [what: string, text: string, lines: string[]][] = [
    ['a command of the Azure agent anywhere in a line', 'a ##vso[task.x]b', ['a # #vso[task.x]b']],
    ['the same in capitals', '##VSO[x]', ['# #VSO[x]']],
    ['a command behind another number sign', '###vso[x]', ['## #vso[x]']],
    ['an old command of the GitHub runner', 'x ##[add-mask]y', ['x # #[add-mask]y']],
    ['a workflow command at the start of a line', '  ::error::x', ['  : :error::x']],
    ['two colons inside a line, which are harmless', 'a::b ## c', ['a::b ## c']],
    ['line breaks of every kind', 'a\nb\r\nc\rd\u2028e\u0085f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['an escape sequence', '\u001b[31mred', ['\\x1b[31mred']],
    ['a right-to-left override', 'a\u202eb', ['a\\u{202e}b']],
    ['a lone surrogate', 'a\ud800b', ['a\ufffdb']],
    ['a command with characters of no width between', '#\u200d#v\ufe0fso[', ['# \u200d#v\ufe0fso[']],
    ['an emoji made of several, which stays', '👨‍👩‍👧 ⚠️', ['👨‍👩‍👧 ⚠️']],
    ['percent escapes, which are plain text in a line', '%0A::error::', ['%0A::error::']],
  ];
  for (const [what, text, lines] of cases) {
    test(`has no active form of ${what}`, () => assert.deepEqual(neutralise(text), lines));
  }

  for (const [what, run] of [
    ['joiners', '\u200d'],
    ['variation selectors', '\ufe0f'],
    ['both, with spaces', '\u200d \ufe0f'],
    ['number signs between joiners', '#\u200d#\ufe0f'],
  ] as const) {
    test(`is ready at once where a text begins with ${what}, whatever their number`, async () => {
      const text = `${run.repeat(1_000)}a title`;
      assert.deepEqual(await within(20, textModule, 'neutralise', [text]), [text]);
    });
  }

  test('never holds a command, a control character or a line break', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of [...neutralise(text), neutraliseInline(text)]) {
          assert.ok(!isCommand(line), JSON.stringify(line));
          assert.ok(!actsOnTerminals(line), JSON.stringify(line));
          assert.ok(line.isWellFormed(), JSON.stringify(line));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps plain colours where they are our own, and nothing else', () => {
    assert.deepEqual(neutraliseColoured('\u001b[32mok\u001b[0m \u001b[2J ##vso[x]'), [
      '\u001b[32mok\u001b[0m \\x1b[2J # #vso[x]',
    ]);
  });

  test('never holds a command, however colours cut it', () => {
    const coloured = fc
      .array(fc.oneof(hostileText, fc.constantFrom('\u001b[31m', '\u001b[0m')))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(coloured, (text) => {
        for (const line of neutraliseColoured(text)) {
          assert.ok(!isCommand(line), JSON.stringify(line));
        }
      }),
    );
  });

  test('is cut where a line is too long to read', () => {
    const [line = ''] = neutralise('x'.repeat(20_000));
    assert.match(line, /^x{8000}… \(12000 more characters\)$/);
  });
});
