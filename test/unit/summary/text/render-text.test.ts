import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { renderHtml } from '../../../../src/summary/html/render-html.ts';
import { renderMarkdown } from '../../../../src/summary/markdown/render-markdown.ts';
import { renderText } from '../../../../src/summary/text/render-text.ts';
import { columns } from '../../../../src/summary/text/style.ts';
import { cancelledReport, failedReport, planReport, syncReport } from '../fixture.ts';
import { hostileReport, hostileTexts } from '../hostile.ts';

const table = (text: string): string[] => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('Kind'));
  return lines.slice(start, lines.indexOf('', start));
};

test('the closing table has a line per resource and fits the terminal', () => {
  for (const width of [60, 80, 100, 140]) {
    const lines = table(renderText(syncReport, { colour: false, width }));
    assert.equal(lines.length, 1 + syncReport.resources.length);
    for (const line of lines) assert.ok(columns(line) <= width, line);
  }
});

test('a wide terminal shows more columns than a narrow one, and the outcomes always', () => {
  const heading = (width: number) => table(renderText(syncReport, { colour: false, width }))[0] ?? '';
  assert.match(heading(140), /Items +Filtered +Failed +Created +Updated +Unchanged +Refused +In full +Time/);
  assert.match(heading(60), /Created +Updated +Refused/);
  assert.doesNotMatch(heading(60), /Filtered/);
});

test('colour adds nothing but colour', () => {
  const [coloured, bare] = [true, false].map((colour) => renderText(syncReport, { colour, width: 100 }));
  assert.notEqual(coloured, bare);
  assert.equal(stripVTControlCharacters(coloured ?? ''), bare);
});

test('a failed run shows its failure and what to do', () => {
  const text = renderText(failedReport, { colour: false, width: 100 });
  assert.match(text, /did not accept the personal access token/);
  assert.match(text, /→ Make a new token/);
});

test('a failure is told once, with the page that says more of it', () => {
  const { failure } = failedReport.run;
  const [problem] = syncReport.problems;
  assert.ok(failure && problem);
  const { message, hint } = failure;
  const same = { ...problem, message, ...(hint !== undefined && { hint }) };
  const run = { ...failedReport.run, failure: { ...failure, code: 'PCS2103' as const } };
  const report = { ...failedReport, run, problems: [same] };
  const text = renderText(report, { colour: false, width: 400 });
  for (const shown of [text, renderMarkdown(report, { host: 'terminal' }), renderHtml(report)]) {
    assert.equal(shown.split('did not accept the personal access token').length, 2, shown);
    assert.match(shown, /troubleshooting\.md#pcs2103/);
  }
});

test('wrong inputs end with the codes that their lines in the log have', () => {
  const [problem] = syncReport.problems;
  assert.ok(problem);
  const run = {
    ...failedReport.run,
    failure: { message: 'The inputs need attention', code: 'PCS1001' as const },
  };
  const problems = [{ ...problem, phase: 'setup' as const, code: 'PCS1006' as const }];
  const text = renderText({ ...failedReport, run, problems }, { colour: false, width: 100 });
  assert.match(text, /^PCS1006: https:.*#pcs1006$/m);
  assert.doesNotMatch(text, /PCS1001/);
});

test('deletions done and held back are told with their reasons', () => {
  const text = renderText(syncReport, { colour: false, width: 200 });
  assert.match(text, /141 deleted, 904 held back/);
  assert.match(
    text,
    /690: pipeline-stage-6 was not read in full.*\n +690 of azureDevopsStage: Build \(contoso/,
  );
  const plan = renderText(planReport, { colour: false, width: 200 });
  assert.match(plan, /202 to delete, 1 to be held back/);
  assert.match(plan, /Shared libraries \(shared-libraries\), azureDevopsPipeline 72 relates to it/);
  assert.doesNotMatch(renderText(cancelledReport, { colour: false, width: 100 }), /Deletions\n/);
});

test('hostile text brings no control characters', () => {
  for (const text of hostileTexts) {
    const shown = renderText(hostileReport(text), { colour: false, width: 100 });
    assert.doesNotMatch(shown.replaceAll('\n', ''), /\p{Cc}|\p{Bidi_Control}/u);
  }
});

test('wide characters take two columns', () => {
  assert.equal(columns('名前a'), 5);
  assert.equal(columns('é👍'), 3);
});

test('a plan shows deletions, refusals and updates with their fields before creations', () => {
  const lines = renderText(planReport, { colour: false, width: 300 }).split('\n');
  const steps = lines.slice(lines.indexOf('The plan (all of it is in changes.ndjson)'));
  const at = (words: RegExp) => steps.findIndex((line) => words.test(line));
  assert.ok(at(/^ {4}202 to delete$/) > 0);
  assert.ok(at(/- Legacy \(legacy-soap\)$/) > at(/202 to delete/));
  assert.ok(at(/and 200 more: see changes.ndjson/) > at(/legacy-soap/));
  assert.ok(at(/1 to delete with them/) > at(/202 to delete/));
  assert.ok(at(/- payments-gateway: \S+ .* → /) > at(/1 to be refused/));
  assert.ok(at(/2 to create/) > at(/3 to update/));
  assert.ok(!renderText(syncReport, { colour: false, width: 300 }).includes('The plan'));
});
