import type { ChangeGroup } from '../../../src/report/change.ts';
import type { Report } from '../../../src/report/report.ts';
import { planReport, syncReport } from './fixture.ts';

/** Text as other people may write it into names, titles and messages. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</title></style></details></table><h1>gone</h1>',
  '<!-- ',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '![x](http://evil.example.com/pixel.png)',
  '[click](javascript:alert(1))',
  '[ref]: http://evil.example.com',
  '<http://evil.example.com>',
  'http://evil.example.com/a?b=c www.evil.example.com mail@evil.example.com',
  'a | b || c',
  'a \\| b \\',
  '`code` ``two`` ```three',
  '@team @org/team @<guid>',
  '#123 and #456',
  ':smile: a:b_c:d',
  '$x^2$ and $$y$$',
  '**bold** _it_ ~~no~~',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '> quote',
  '---',
  '===',
  '&lt;b&gt; &amp; &#60;',
  '##vso[task.setvariable variable=x]y',
  '##[add-mask]y',
  '::set-output name=x::y',
  'line\n##vso[task.complete result=Failed]\r\n::error::x',
  '%0A##vso[task.complete]',
  '\u001b[31mred\u001b[0m\u0007',
  'abc\u202efdp.exe\u202c',
  'lone \ud800 and \udc00 surrogates',
  'zero\u200bwidth\ufeff\u2066x\u2069',
  '\u0000\u0008\u007f\u0085\u2028\u2029',
  '   ',
  '',
  '__proto__',
  '[[_TOC_]]',
  ':::mermaid\ngraph TD;\n:::',
  '{{ secrets.X }} $(secret)',
  '名前 نص עברית 👩‍👩‍👧 é',
  'x'.repeat(10_000),
  '<'.repeat(10_000),
  '\u202e'.repeat(10_000),
];

const replaceStrings = (value: unknown, text: string, keep: readonly string[] = []): unknown => {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((part) => replaceStrings(part, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, keep.includes(key) ? part : replaceStrings(part, text)]),
  );
};

/** A report in which every text that may come from outside is `text`. */
export const hostileReport = (text: string, from: Report = syncReport): Report => ({
  ...(replaceStrings({ ...from, plan: planReport.plan }, text) as Report),
  run: { ...from.run, id: text, failure: { message: text, hint: text } },
  integration: { ...(replaceStrings(from.integration, text, ['state']) as Report['integration']) },
  mapping: { origin: 'file', path: text, resources: 1 },
  changes: hostileChanges(from.changes, text),
  problems: from.problems.map(
    (problem) => replaceStrings(problem, text, ['phase', 'code']) as Report['problems'][number],
  ),
});

/** The kind of a change is a word of this program. */
const hostileChanges = (groups: readonly ChangeGroup[], text: string): ChangeGroup[] =>
  groups.map(({ examples, ...group }) => ({
    ...(replaceStrings(group, text, ['action']) as ChangeGroup),
    examples: examples.map(
      (one) => replaceStrings(one, text, ['action']) as Report['changes'][number]['examples'][number],
    ),
  }));
