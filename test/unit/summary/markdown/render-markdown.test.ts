import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { visible } from '../../../../src/summary/clean.ts';
import { renderHtml } from '../../../../src/summary/html/render-html.ts';
import { code, plain } from '../../../../src/summary/markdown/escape.ts';
import { renderMarkdown } from '../../../../src/summary/markdown/render-markdown.ts';
import { failedReport, planReport, quietReport, syncReport } from '../fixture.ts';
import { hostileReport, hostileTexts } from '../hostile.ts';

const hosts = ['azure-pipelines', 'github-actions', 'terminal'] as const;

/** Reads plain markdown text back as a reader sees it, failing on anything that would be markup. */
const read = (markdown: string): string => {
  const rest = markdown.replace(/\\[!-/:-@[-`{-~]|&(amp|lt|gt|#8203);/g, '');
  assert.doesNotMatch(rest, /[\\`*_[\]|~$<>&#\n]/, `markup in ${JSON.stringify(markdown)}`);
  const withoutGaps = markdown.replaceAll('&#8203;', '');
  assert.doesNotMatch(markdown, /@(?!&#8203;)|:\/\/|www\.|##|\\#\d/i);
  return withoutGaps
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[\\`*_[\]|~$<>&#@:!w.+=1) \n-]{0,30}$/),
  fc.constantFrom(...hostileTexts),
);

test('plain text makes no markup and reads as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(read(plain(text)), visible(text) || '(empty)');
    }),
    { numRuns: 2000 },
  );
});

test('a name in code type is one span, or plain text where a span could be broken', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = code(text);
      const isSpan = /^`[^`|\\\n]+`$/.test(shown) && !shown.includes('##');
      if (!isSpan) assert.equal(read(shown), visible(text, 120) || '(empty)');
    }),
    { numRuns: 2000 },
  );
});

const shape = (markdown: string): string[] =>
  markdown.split('\n').map((line) => {
    if (line.startsWith('|')) return `row of ${line.replace(/\\./g, '').split('|').length}`;
    return /^(#+ |- | {2}- |\*\*|<[^>]*>|$)/.exec(line)?.[0] ?? 'text';
  });

for (const host of hosts)
  test(`hostile text does not change the shape of the summary on ${host}`, () => {
    const expected = shape(renderMarkdown(hostileReport('harmless'), { host }));
    for (const text of hostileTexts.filter((text) => text !== ''))
      assert.deepEqual(shape(renderMarkdown(hostileReport(text), { host })), expected, JSON.stringify(text));
  });

test('no line of the summary holds a logging command of either host', () => {
  for (const text of hostileTexts) {
    const markdown = renderMarkdown(hostileReport(text), { host: 'azure-pipelines' });
    assert.doesNotMatch(markdown, /##vso\[|##\[|^\s*::/m);
  }
});

test('Azure DevOps gets no HTML, GitHub gets folded sections that are all closed', () => {
  assert.doesNotMatch(renderMarkdown(syncReport, { host: 'azure-pipelines' }), /<[a-z/]/);
  const github = renderMarkdown(syncReport, { host: 'github-actions' });
  assert.equal(github.match(/<details>/g)?.length, 4);
  assert.equal(github.match(/<\/details>/g)?.length, 4);
});

test('the verdict stands first, then problems, what changed, and what was held back', () => {
  const markdown = renderMarkdown(syncReport, { host: 'github-actions' });
  const places = [
    'succeeded with problems',
    '6,499 created',
    'Problems',
    'What changed',
    'held back',
    'By kind',
  ];
  const found = places.map((place) => markdown.indexOf(place));
  assert.ok(!found.includes(-1), `${places[found.indexOf(-1)]} is missing`);
  assert.deepEqual(
    found,
    found.toSorted((a, b) => a - b),
  );
});

test('every problem tells how often, where and what to do', () => {
  const markdown = renderMarkdown(syncReport, { host: 'azure-pipelines' });
  for (const { message, hint } of syncReport.problems) {
    assert.ok(markdown.includes(plain(message)));
    if (hint) assert.ok(markdown.includes(`What to do: ${plain(hint)}`));
  }
  assert.match(markdown, /27 times, while writing `azureDevopsWorkItem`/);
});

test('a failed run says why and what to do, and shows no empty tables', () => {
  const markdown = renderMarkdown(failedReport, { host: 'azure-pipelines' });
  assert.match(markdown, /^## ❌ Port catalog sync: failed/);
  assert.match(markdown, /What to do: Make a new token/);
  assert.doesNotMatch(markdown, /^\|/m);
});

test('a plan lists deletions before updates before creations, with the fields', () => {
  const markdown = renderMarkdown(planReport, { host: 'terminal' });
  const found = [
    'delete Legacy (`legacy-soap`)',
    'and 200 more: see changes.ndjson',
    '`properties.tier`: `"Internal Service"` →',
    'create `observability/collector`',
  ].map((place) => markdown.indexOf(place));
  assert.ok(!found.includes(-1));
  assert.deepEqual(
    found,
    found.toSorted((a, b) => a - b),
  );
});

test('a run without problems has no section about problems', () => {
  assert.doesNotMatch(renderMarkdown(quietReport, { host: 'terminal' }), /Problems|held back\n/);
});

test('the summary never exceeds the limit, and is cut between rows with a note', () => {
  const whole = renderMarkdown(syncReport, { host: 'github-actions' });
  fc.assert(
    fc.property(fc.integer({ min: 300, max: Buffer.byteLength(whole) - 1 }), (limitBytes) => {
      const cut = renderMarkdown(syncReport, { host: 'github-actions', limitBytes });
      assert.ok(Buffer.byteLength(cut) <= limitBytes);
      assert.match(cut, /left off here/);
      assert.equal(cut.match(/<details>/g)?.length, cut.match(/<\/details>/g)?.length);
      const rows = new Set(whole.split('\n'));
      for (const line of cut.split('\n').filter((line) => line.startsWith('|'))) assert.ok(rows.has(line));
    }),
  );
});

test('a report of many thousand rows stays within a mebibyte', () => {
  const problems = Array.from({ length: 20_000 }, (_, index) => ({
    code: 'PCS4001' as const,
    phase: 'write' as const,
    message: `${'名'.repeat(400)} ${index}`,
    count: index,
    subject: 'x'.repeat(500),
  }));
  const markdown = renderMarkdown({ ...syncReport, problems }, { host: 'github-actions' });
  assert.ok(Buffer.byteLength(markdown) <= 1024 * 1024);
  assert.match(markdown, /and 19,970 more/);
});

test('a reason for which several resources were not read in full is told once', () => {
  const text = renderMarkdown(syncReport, { host: 'terminal' });
  const line = text
    .split('\n')
    .filter((row) => row.includes('builds of project "Legacy Billing" could not be read'));
  assert.equal(
    line.filter((row) => /^- `build-\d+`, `pipeline-stage-6`: /.test(row)).length,
    1,
    line.join('\n'),
  );
});

test('a run that failed before anything was read shows no table of kinds without a number in it', () => {
  const untouched = { ...failedReport, resources: syncReport.resources };
  const read = { ...untouched, totals: { ...failedReport.totals, rawItems: 1 } };
  for (const [report, isShown] of [
    [untouched, false],
    [read, true],
  ] as const) {
    assert.equal(renderMarkdown(report, { host: 'terminal' }).includes('### By kind'), isShown);
    assert.equal(renderHtml(report).includes('id="kinds"'), isShown);
  }
});

test('the host is told by its name', () => {
  for (const text of [renderMarkdown(syncReport, { host: 'azure-pipelines' }), renderHtml(syncReport)])
    assert.ok(text.includes('Azure Pipelines') && !text.includes('azure-pipelines'));
});

test('a run of an event tells of the blueprints that it looked at, and not how many of them are owned', () => {
  const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0, deleted: 0, heldBack: 0, owned: 0 };
  const blueprints = [
    { ...nothing, blueprint: 'looked-at', updated: 1, owned: 1 },
    { ...nothing, blueprint: 'passed-over' },
  ];
  const run = {
    ...quietReport.run,
    mode: 'event' as const,
    event: { type: 'workitem.updated', waiting: [] },
  };
  for (const part of [{ run }, {}]) {
    const report = { ...quietReport, ...part, blueprints };
    for (const text of [renderMarkdown(report, { host: 'terminal' }), renderHtml(report)]) {
      assert.ok(text.includes('looked-at'));
      assert.equal(text.includes('passed-over'), !('run' in part));
      assert.equal(text.includes('Owned before'), !('run' in part));
    }
  }
});

test('what counts as a failure of a request is said where there is one', () => {
  const words = 'also where the answer says that something is not there';
  const markdown = (report: typeof syncReport) => renderMarkdown(report, { host: 'terminal' });
  assert.ok(markdown(syncReport).includes(words));
  const services = syncReport.services.map((service) => ({
    ...service,
    routes: service.routes.map((route) => ({ ...route, failures: 0 })),
  }));
  assert.ok(!markdown({ ...syncReport, services }).includes(words));
});
