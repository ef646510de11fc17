import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report, ResourceReport } from '../../../../src/report/report.ts';
import { statusOf, verdict } from '../../../../src/report/words/verdict.ts';
import { renderHtml } from '../../../../src/summary/html/render-html.ts';
import { renderMarkdown } from '../../../../src/summary/markdown/render-markdown.ts';
import {
  cancelledReport,
  checkReport,
  failedReport,
  planReport,
  quietReport,
  syncReport,
} from '../../summary/fixture.ts';

test('a run in which everything was read, mapped and accepted succeeded', () => {
  assert.equal(statusOf(quietReport), 'succeeded');
});

const spoiled: Record<string, Partial<Report>> = {
  'a problem': { problems: syncReport.problems.slice(0, 1) },
  'an entity refused': { totals: { ...quietReport.totals, refused: 1 } },
  'a resource not read in full': {
    resources: quietReport.resources.map((row) => ({ ...row, complete: false })),
  },
  'an item that could not be mapped': {
    resources: quietReport.resources.map((row) => ({ ...row, failed: 1 })),
  },
  'an organisation not read in full': {
    organisations: quietReport.organisations.map((row) => ({ ...row, complete: false })),
  },
};
for (const [what, part] of Object.entries(spoiled))
  test(`${what} makes a run end with problems`, () => {
    assert.equal(statusOf({ ...quietReport, ...part }), 'problems');
  });

test('deletions held back and misconfigured items alone are no problem', () => {
  const resources = quietReport.resources.map((row) => ({ ...row, misconfigured: 3 }));
  const totals = { ...quietReport.totals, heldBack: 5 };
  assert.equal(statusOf({ ...quietReport, resources, totals }), 'succeeded');
});

test('a run that was cancelled is cancelled even if it had failed', () => {
  assert.equal(statusOf(syncReport, { failed: true, cancelled: true }), 'cancelled');
  assert.equal(statusOf(quietReport, { failed: true }), 'failed');
});

test('the verdict of a sync tells what changed and what is missing', () => {
  assert.equal(
    verdict(syncReport),
    '6,499 created, 1,205 updated, 141 deleted, 35,959 unchanged; 2 of 12 resources not read in full, 2 items not mapped and 30 entities refused by Port.',
  );
});

test('the verdict names every shortfall, an organisation too', () => {
  const organisations = syncReport.organisations.map((row) => ({ ...row, complete: false }));
  assert.match(verdict({ ...syncReport, organisations }), /; 1 of 1 organisation not read in full, 2 of 12 /);
  const run = { ...quietReport.run, status: 'problems' as const };
  const problems = syncReport.problems.slice(0, 2);
  assert.equal(
    verdict({ ...quietReport, run, problems }),
    'Nothing changed: 660 entities compared; 2 problems.',
  );
});

test('a verdict counts no entities of an outcome that none had', () => {
  const totals = { ...quietReport.totals, created: 3, unchanged: 0 };
  assert.equal(verdict({ ...quietReport, totals }), '3 created.');
  const run = { ...quietReport.run, mode: 'plan' as const };
  assert.equal(verdict({ ...quietReport, run, totals }), 'A sync would create 3.');
});

test('the verdict of a sync without changes says that nothing changed', () => {
  assert.equal(verdict(quietReport), 'Nothing changed: 660 entities compared.');
});

test('the verdict of increments of nothing says since when, and counts nothing that was not compared', () => {
  const run = { ...quietReport.run, increments: { since: '2026-01-05T00:00:00.000Z' } };
  assert.match(verdict({ ...quietReport, run }), /^Nothing changed: 660 entities compared/);
  const totals = { ...quietReport.totals, unchanged: 0 };
  assert.equal(verdict({ ...quietReport, run, totals }), 'Nothing changed since the last run.');
});

test('the verdict of a plan speaks of what a sync would do', () => {
  assert.equal(
    verdict(planReport),
    'A sync would create 3, update 3, delete 202 and leave 654 unchanged; 1 entity that Port would refuse.',
  );
});

test('the verdict of a failed run is its failure and that nothing was written', () => {
  assert.equal(
    verdict(failedReport),
    'Azure DevOps did not accept the personal access token for https://dev.azure.com/contoso. No entity was written.',
  );
});

test('the verdict of a cancelled run tells what had been written', () => {
  assert.match(
    verdict(cancelledReport),
    /cancelled \(SIGTERM\)\. Until then: 6,499 created and 1,205 updated\./,
  );
});

test('what a run left when it was ended is told, in the verdict and by kind', () => {
  const totals = { ...cancelledReport.totals, unsettled: 40 };
  assert.match(
    verdict({ ...cancelledReport, totals }),
    /updated\. Mapped and not written, or not confirmed by Port: 40 entities, left to the next run\.$/,
  );
  const [first, ...others] = cancelledReport.resources as [ResourceReport, ...ResourceReport[]];
  const resources = [{ ...first, unsettled: 40 }, ...others];
  for (const render of [(report: Report) => renderMarkdown(report, { host: 'terminal' }), renderHtml]) {
    assert.match(render({ ...cancelledReport, resources }), /Unsettled/);
    assert.doesNotMatch(render(cancelledReport), /Unsettled/);
  }
});

test('the verdict of a mapping check tells how much was tried, and what came of it', () => {
  assert.equal(verdict(checkReport), 'The mapping is valid: 2 resources tried on 6 sample items.');
  const [first, ...others] = checkReport.resources as [ResourceReport, ...ResourceReport[]];
  const field = { field: 'resources[0].x', message: 'cannot', count: 1, example: '' };
  assert.equal(
    verdict({ ...checkReport, resources: [{ ...first, misconfigured: 2, fieldErrors: [field] }, ...others] }),
    'The mapping is valid: 2 resources tried on 6 sample items, 2 items left out, 1 field failed.',
  );
});
