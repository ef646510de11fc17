import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../../../src/report/change.ts';
import type { Report } from '../../../../src/report/report.ts';
import { inertHtml, inertName, inertText } from '../../../../src/summary/comment/inert.ts';
import { type CommentOptions, renderComment } from '../../../../src/summary/comment/render-comment.ts';
import { planReport } from '../fixture.ts';
import { hostileReport, hostileTexts } from '../hostile.ts';

const github: CommentOptions = {
  tells: 'titles',
  limit: 65_436,
  folds: true,
  runUrl: 'https://github.com/contoso/catalog/actions/runs/99',
  commit: '1c9d0a7b5e3f4c2d8e6f7a8b9c0d1e2f3a4b5c6d',
};
const azure: CommentOptions = { ...github, limit: 150_000, folds: false };

/** Texts that a pull request's host makes something of, in code type too. */
const more = [
  '@<8c8c7d32-6b1b-47f4-b2e9-30b477b5ab3d>',
  '@contoso/platform',
  '`@ann`',
  '!12 and !7',
  'GH-1 gh-22',
  'AB#12',
  'contoso/catalog#3',
  '--> <!-- port-catalog-sync plan x -->',
  '</summary></details>',
  'https://github.com/contoso/catalog/issues/1',
  '```suggestion',
];
const texts = [...hostileTexts, ...more];

const ACTIVE = /@(?!~gap~)|[#!]\d|\bgh-\d|##[v[]|<!--|-->|:\/\/|www\./i;
const marked = (comment: string): string => comment.replaceAll('&#8203;', '~gap~');

test('text from outside means nothing to a host of pull requests, in no place of a comment', () => {
  for (const text of texts)
    for (const made of [inertText(text), inertName(text), inertHtml(text)]) {
      assert.doesNotMatch(marked(made), ACTIVE, JSON.stringify(text));
      assert.doesNotMatch(made, /\n/);
    }
  for (const text of texts) assert.doesNotMatch(inertHtml(text), /[<>"]/);
});

const shape = (markdown: string): string[] =>
  markdown.split('\n').map((line) => {
    if (line.startsWith('|')) return `row of ${line.replace(/\\./g, '').split('|').length}`;
    return /^(#+ |- |\*\*|<[^>]*>|$)/.exec(line)?.[0] ?? 'text';
  });

for (const [host, options] of Object.entries({ github, azure }))
  for (const tells of ['identifiers', 'titles'] as const)
    test(`hostile text does not change the shape of a comment on ${host} that tells ${tells}`, () => {
      const rendered = (text: string) =>
        renderComment(hostileReport(text, planReport), { ...options, tells });
      const expected = shape(rendered('harmless'));
      for (const text of texts.filter((one) => one !== '')) {
        const comment = rendered(text);
        assert.deepEqual(shape(comment), expected, JSON.stringify(text));
        const ours = marked(comment).replaceAll(/\]\(https:\/\/[\w./#-]+\)/g, '');
        assert.doesNotMatch(ours, ACTIVE, JSON.stringify(text));
        assert.ok(comment.length <= options.limit);
      }
    });

/** A plan whose every text says what it is. */
const telling = (count: number, identifier: (n: number) => string, title: string): Report => {
  assert.ok(planReport.blueprints[0]);
  const fields = [{ field: 'properties.tier', before: '"VALUE before"', after: '"VALUE after"' }];
  const last = [{ field: 'properties.tier', value: '"VALUE last"' }];
  const group = (action: Change['action'], more: Partial<Change> = {}) => ({
    action,
    blueprint: 'service',
    count: count + 5,
    examples: Array.from({ length: count }, (_, n): Change => {
      return { action, blueprint: 'service', identifier: identifier(n), title, planned: true, ...more };
    }),
  });
  const counts = { created: count + 5, updated: count + 5, deleted: count + 5, refused: count, unchanged: 1 };
  return {
    ...planReport,
    run: { ...planReport.run, status: 'problems' },
    totals: { ...planReport.totals, ...counts },
    blueprints: [{ ...planReport.blueprints[0], ...counts, blueprint: 'service' }],
    plan: { setup: [], blueprints: [] },
    changes: [
      group('created'),
      group('updated', { fields }),
      group('deleted', { last }),
      group('cascaded', { reason: 'REASON' }),
      group('refused', { reason: 'REASON' }),
    ],
    problems: [
      {
        code: 'PCS2102',
        phase: 'read',
        message: 'MESSAGE',
        count: 3,
        subject: 'repository',
        example: 'EXAMPLE',
      },
    ],
  };
};

test('by default a comment tells counts, identifiers and names of fields: no title, message, reason or value', () => {
  const report = telling(2, (n) => `id-${n}`, 'TITLE');
  const plain = renderComment(report, { ...github, tells: 'identifiers' });
  for (const told of ['`id-0`', 'properties.tier', 'Delete: 7 of', 'PCS2102', '(3 times)', '… and 5 more'])
    assert.ok(plain.includes(told), `${told}: ${plain}`);
  assert.doesNotMatch(plain, /TITLE|MESSAGE|REASON|EXAMPLE|VALUE/);
  const full = renderComment(report, github);
  for (const told of ['`id-0`: TITLE', 'MESSAGE', 'REASON']) assert.ok(full.includes(told), told);
  assert.doesNotMatch(full, /VALUE/);
});

test('a comment fits its host, whatever it is made of, and says how much is left off', () => {
  const identifiers: ((n: number) => string)[] = [
    (n) => `a/${n}`,
    (n) => `${'@'.repeat(400)}${n}`,
    (n) => `${'\u{1f469}\u200d'.repeat(90)}${n}`,
  ];
  for (const options of [github, azure, { ...github, limit: 2_000 }])
    for (const identifier of identifiers) {
      const comment = renderComment(telling(1_000, identifier, '\u{1f600}'.repeat(300)), options);
      assert.ok(comment.length <= options.limit, `${comment.length} > ${options.limit}`);
      assert.ok(comment.length > options.limit * 0.7 || options.limit === 2_000, String(comment.length));
      const deleted = /Delete: 1,005 of .*\n\n((?:- .*\n)+)/.exec(comment)?.[1]?.trim().split('\n') ?? [];
      const left = Number(/… and ([\d,]+) more/.exec(deleted.at(-1) ?? '')?.[1]?.replaceAll(',', ''));
      assert.equal(deleted.length - 1 + left, 1_005);
      assert.equal(comment.split('<details>').length, comment.split('</details>').length);
      assert.ok(comment.trimEnd().endsWith('*'), comment.slice(-200));
      assert.ok(comment.isWellFormed());
    }
});
