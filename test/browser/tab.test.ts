import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { bundleOptions } from '../../scripts/lib/bundles.ts';
import { tabPage } from '../../scripts/lib/tab-page.ts';
import type { Report } from '../../src/report/report.ts';
import { renderHtml } from '../../src/summary/html/render-html.ts';
import { planReport, quietReport, syncReport } from '../unit/summary/fixture.ts';
import { hostileReport, hostileTexts } from '../unit/summary/hostile.ts';
import { axe, violations } from './axe.ts';
import { skip, startBrowser } from './browser.ts';
import { type RunPage, type Step, startRunPage } from './host-page.ts';

let browser: Browser;
let tab: string;

before(async () => {
  if (skip) return;
  const { outputFiles } = await build({ ...bundleOptions('tab.html'), write: false });
  tab = await tabPage(outputFiles?.[0]?.text.trimEnd() ?? '');
  browser = await startBrowser();
});
after(() => browser?.close());

const render = (report: Report): string => renderHtml(report);
const sync: Step = { name: 'Port catalog sync', report: render(syncReport) };
const plan: Step = { name: 'Europe - Port catalog plan (plan)', report: render(planReport) };

interface Opened {
  page: Page;
  run: RunPage;
  /** The tab's document. */
  inTab: Frame;
  /** The document of the report that is shown. */
  inReport(): Promise<Frame>;
  dialogs: string[];
}

interface Options extends BrowserContextOptions {
  steps?: Step[];
  failures?: RunPage['failures'];
  /** Settings in the page's address: `theme`, `status` of the run, `silent`. */
  settings?: Record<string, string>;
}

const open = async (
  t: TestContext,
  { steps = [], failures = [], settings = {}, ...options }: Options,
): Promise<Opened> => {
  const run = await startRunPage(tab);
  run.steps.push(...steps);
  run.failures.push(...failures);
  const context = await browser.newContext(options);
  t.after(async () => {
    await context.close();
    await run.close();
  });
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => dialogs.push(`error: ${error.message}`));
  await page.goto(`${run.address}?${new URLSearchParams(settings)}`);
  const frame = await page.locator('iframe').elementHandle();
  const inTab = await frame?.contentFrame();
  assert.ok(inTab);
  const inReport = async () => {
    const found = await (await inTab.waitForSelector('main.report iframe')).contentFrame();
    assert.ok(found);
    await found.waitForLoadState();
    return found;
  };
  return { page, run, inTab, inReport, dialogs };
};

/** Tells the tab, as its host does, that the run has changed. */
const tell = (page: Page, status: number) => page.evaluate(`tell(${status})`);
const toldBy = (page: Page) => page.evaluate('told') as Promise<string[]>;
const paper = (frame: Frame) => frame.evaluate('getComputedStyle(document.body).backgroundColor');

test('a run without a report says so, and what leaves one', { skip }, async (t) => {
  const { inTab, page } = await open(t, {});
  await inTab.getByText('This run has no report. The task PortCatalogSync leaves one').waitFor();
  assert.equal(await inTab.locator('iframe, button:visible').count(), 0);
  assert.ok((await toldBy(page)).includes('notifyLoadSucceeded'));
});

test('while the run goes on it says that none is there yet, and shows the first as soon as there is one', {
  skip,
}, async (t) => {
  const { inTab, inReport, page, run } = await open(t, { settings: { status: '1' } });
  await inTab.getByText('No sync step of this run has ended yet.').waitFor();
  run.steps.push(sync);
  await tell(page, 1);
  assert.ok(await (await inReport()).getByText('6,499 created').first().isVisible());
  run.steps.push(plan);
  await tell(page, 2);
  await inTab.getByRole('button', { name: plan.name }).waitFor();
  assert.equal(await inTab.getByRole('button', { pressed: true }).textContent(), sync.name);
  assert.equal(run.asked.filter((route) => route.includes(encodeURIComponent(sync.name))).length, 1);
});

test('the report of the one step is shown, in two requests', { skip }, async (t) => {
  const { inReport, inTab, run, dialogs } = await open(t, { steps: [sync] });
  const report = await inReport();
  assert.ok(await report.getByText('6,499 created').first().isVisible());
  assert.ok(await report.getByRole('searchbox').isVisible());
  assert.equal(await inTab.locator('#steps').isVisible(), false);
  assert.equal(await inTab.locator('iframe').getAttribute('title'), `Report of ${sync.name}`);
  assert.equal(run.asked.length, 2);
  assert.deepEqual([run.strange, dialogs], [[], []]);
});

test('on a Server, where the tab itself is of no origin, the report is shown as well', {
  skip,
}, async (t) => {
  const { inReport, run, dialogs } = await open(t, { steps: [sync], settings: { sandboxed: '1' } });
  const report = await inReport();
  assert.ok(await report.getByText('6,499 created').first().isVisible());
  assert.ok(await report.getByRole('searchbox').isVisible());
  assert.deepEqual([run.strange, dialogs], [[], []]);
});

test('of several steps one is chosen, in the order in which they ran', { skip }, async (t) => {
  const later: Step = { ...sync, began: '2026-11-29T03:10:00Z' };
  const { inTab, inReport } = await open(t, {
    steps: [
      later,
      { ...plan, began: '2026-11-29T03:00:00Z' },
      { name: 'of an earlier attempt', report: render(quietReport) },
    ],
  });
  await inReport();
  assert.deepEqual(await inTab.getByRole('button').allTextContents(), [
    plan.name,
    sync.name,
    'of an earlier attempt',
  ]);
  assert.equal(await inTab.getByRole('button', { pressed: true }).textContent(), plan.name);
  await inTab.getByRole('button', { name: sync.name, exact: true }).press('Enter');
  await inTab.locator(`iframe[title="Report of ${sync.name}"]`).waitFor();
  assert.ok(await (await inReport()).getByText('6,499 created').first().isVisible());
  assert.equal(await inTab.getByRole('button', { pressed: true }).textContent(), sync.name);
  assert.equal(await inTab.evaluate('document.activeElement.textContent'), sync.name);
});

test('steps keep an order of their own where the timeline cannot be read', { skip }, async (t) => {
  const failures = [{ route: /timeline/, status: 500 }];
  const { inTab, inReport } = await open(t, { steps: [sync, plan], failures });
  await inReport();
  assert.deepEqual(await inTab.getByRole('button').allTextContents(), [plan.name, sync.name]);
});

test('a report of two million bytes is shown to its end', { skip }, async (t) => {
  const warnings = Array.from({ length: 100 }, (_, at) => `${at} ${'y'.repeat(700)}`);
  const text = render({ ...syncReport, warnings });
  const report = text.replace(
    '</main>',
    () => `${'<p>x</p>\n'.repeat(210_000)}<p id="last">the end</p></main>`,
  );
  assert.ok(report.length > 2_000_000);
  const { inReport } = await open(t, { steps: [{ ...sync, report }] });
  const end = (await inReport()).locator('#last');
  await end.scrollIntoViewIfNeeded();
  assert.ok(await end.isVisible());
});

test('an answer without end is not kept', { skip }, async (t) => {
  const { inTab } = await open(t, { steps: [{ ...sync, report: 'x'.repeat(33_000_000) }] });
  await inTab.getByText('It is too large to be shown here.').waitFor();
});

test('text from outside becomes text: in the names of steps and in the report', { skip }, async (t) => {
  for (const text of [hostileTexts.join(' '), '"><img src=/evil onerror=alert(1)>']) {
    const report = renderHtml(hostileReport(text));
    const steps = [
      { name: text.slice(0, 400), report },
      { name: '<b onclick=alert(1)>bold</b>', report },
    ];
    const { inTab, inReport, run, dialogs } = await open(t, { steps });
    await inReport();
    assert.deepEqual(
      new Set(await inTab.getByRole('button').allTextContents()),
      new Set(steps.map(({ name }) => name)),
    );
    assert.equal(await inTab.locator('#steps > :not(button), #steps button *').count(), 0);
    assert.deepEqual([run.strange, dialogs], [[], []]);
  }
});

/** A page that somebody could attach to a run by hand. */
const attack = (origin: string): string => `<!doctype html><html lang="en"><head>
<link rel="stylesheet" href="${origin}/style.css">
<style>@import url(${origin}/import.css); body { background: url(${origin}/background.png) }</style>
</head><body onload="alert(1)">
<p>attacked</p>
<img src="${origin}/image.png" onerror="alert(2)">
<iframe src="${origin}/frame"></iframe><object data="${origin}/object"></object>
<form action="${origin}/form"><button>send</button></form>
<a id="top" href="${origin}/top" target="_top">top</a> <a id="self" href="${origin}/self">self</a>
<a id="script" href="javascript:alert(3)">script</a>
<script>alert(4); parent.document.title = 'attacked'; top.location = '${origin}/location'; fetch('${origin}/fetch')</script>
<script src="${origin}/script.js"></script>
</body></html>`;

/** A page that leads elsewhere by itself. */
const refreshing = (origin: string): string =>
  `<!doctype html><html lang="en"><head><meta http-equiv="refresh" content="0;url=${origin}/refreshed"></head></html>`;

test('an attachment made by somebody else runs nothing, loads nothing and leads nowhere', {
  skip,
}, async (t) => {
  const { page, inTab, inReport, run, dialogs } = await open(t, { steps: [sync] });
  await inReport();
  const { origin } = new URL(run.address);
  run.steps.push({ name: 'evil', report: attack(origin) }, { name: 'leads on', report: refreshing(origin) });
  await tell(page, 2);
  await inTab.getByRole('button', { name: 'evil' }).click();
  await inTab.locator('iframe[title="Report of evil"]').waitFor();
  const evil = await inReport();
  await evil.getByText('attacked').waitFor();
  assert.equal(await evil.evaluate('self.origin'), 'null');
  for (const link of ['#script', '#top', 'form button']) await evil.locator(link).click({ timeout: 10_000 });
  await evil.locator('#self').click({ timeout: 10_000 });
  await inTab.getByRole('button', { name: 'leads on' }).click();
  await inTab.locator('iframe[title="Report of leads on"]').waitFor();
  // Requests that come of all this have come by then.
  await page.waitForTimeout(1_500);
  assert.deepEqual([run.strange, dialogs], [[], []]);
  assert.equal(page.url(), `${run.address}?`);
  assert.match(inTab.url(), /\/tab\/tab\.html$/);
  assert.equal(await inTab.title(), 'Port catalog');
  assert.deepEqual(page.context().pages(), [page]);
  await inTab.getByRole('button', { name: sync.name }).click();
  assert.ok(await (await inReport()).getByText('6,499 created').first().isVisible());
});

for (const [title, failure, words] of [
  ['an answer 500', { status: 500 }, 'Azure DevOps answered 500.'],
  ['an answer 401', { status: 401 }, 'Azure DevOps answered 401. Reload the page'],
  ['an answer 403', { status: 403 }, 'You need the right to view builds'],
  ['an answer 404', { status: 404 }, 'It may have been deleted'],
  ['a connection that breaks', { status: 0 }, 'Azure DevOps could not be reached.'],
] as const)
  test(`a download that fails by ${title} is told, and can be tried again`, { skip }, async (t) => {
    const failures = [{ route: /\/attachments\/[^/]+\/[^/]+$/, ...failure }];
    const { inTab, inReport, dialogs } = await open(t, { steps: [sync], failures });
    const told = inTab.getByText('The report could not be loaded.');
    await told.waitFor();
    assert.match((await told.textContent()) ?? '', new RegExp(words.replaceAll('.', '\\.')));
    await inTab.getByRole('button', { name: 'Try again' }).click();
    assert.ok(await (await inReport()).getByText('6,499 created').first().isVisible());
    assert.deepEqual(dialogs, []);
  });

for (const [title, failure, words] of [
  ['an answer 500', { status: 500 }, 'Azure DevOps answered 500.'],
  ['a page to sign in on', { status: 200, body: '<html>sign in</html>' }, 'something else than a list'],
  ['JSON of something else', { status: 200, body: '{"value":{"a":1}}' }, 'something else than a list'],
] as const)
  test(`a list of attachments that fails by ${title} is told, and can be tried again`, {
    skip,
  }, async (t) => {
    const failures = [{ route: /\/attachments\/[^/]+\?/, ...failure }];
    const { inTab, inReport, dialogs } = await open(t, { steps: [sync], failures });
    const told = inTab.getByText('The run’s reports could not be listed.');
    await told.waitFor();
    assert.ok((await told.textContent())?.includes(words));
    await inTab.getByRole('button', { name: 'Try again' }).click();
    await inReport();
    assert.deepEqual(dialogs, []);
  });

test('attachments of another shape are passed over', { skip }, async (t) => {
  const body = JSON.stringify({
    value: [{}, { name: 'x' }, { name: 1, _links: { self: { href: 'https://evil.example/' } } }],
  });
  const failures = [{ route: /\/attachments\/[^/]+\?/, status: 200, body }];
  const { inTab, run } = await open(t, { steps: [sync], failures });
  await inTab.getByText('This run has no report.').waitFor();
  assert.equal(run.asked.length, 1);
});

const white = 'rgb(255, 255, 255)';
const lightPaper = 'rgb(252, 252, 251)';
const darkPaper = 'rgb(18, 20, 23)';

test('tab and report have the theme of the page around, whatever the system prefers, and follow its change', {
  skip,
}, async (t) => {
  const { inTab, inReport, page, run } = await open(t, {
    steps: [sync],
    settings: { theme: 'dark' },
    colorScheme: 'light',
  });
  assert.equal(await paper(await inReport()), darkPaper);
  assert.equal(await paper(inTab), 'rgb(32, 31, 30)');
  await page.evaluate('setTheme("light")');
  await inTab.waitForFunction(`getComputedStyle(document.body).backgroundColor === '${white}'`);
  await (await inReport()).waitForSelector('html[data-theme=light]');
  assert.equal(await paper(await inReport()), lightPaper);
  await page.evaluate('setTheme("dark")');
  await (await inReport()).waitForSelector('html[data-theme=dark]');
  assert.equal(await paper(await inReport()), darkPaper);
  assert.equal(run.asked.length, 2);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`where the page gives no theme, what the system prefers counts: ${colorScheme}`, {
    skip,
  }, async (t) => {
    const { inReport } = await open(t, { steps: [sync], colorScheme });
    assert.equal(await paper(await inReport()), colorScheme === 'light' ? lightPaper : darkPaper);
  });

test('links within the report scroll it, others open a window of their own', { skip }, async (t) => {
  const { inReport, inTab, page } = await open(t, { steps: [sync], viewport: { width: 1280, height: 700 } });
  const report = await inReport();
  await report.getByRole('navigation').getByRole('link', { name: 'About this run' }).click();
  await report.waitForSelector('#about:target');
  assert.ok(Number(await report.evaluate('scrollY')) > 500);
  assert.match(inTab.url(), /\/tab\/tab\.html$/);
  await page.context().route('https://github.com/**', (route) => route.fulfill({ body: 'our page' }));
  const opened = page.context().waitForEvent('page');
  await report.locator('#problems a').first().click();
  assert.match((await opened).url(), /troubleshooting\.md#pcs/);
});

for (const theme of ['light', 'dark'])
  test(`axe finds nothing in the tab, in ${theme}`, { skip }, async (t) => {
    for (const options of [
      { steps: [sync, plan] },
      {},
      { steps: [sync], failures: [{ route: /./, status: 500 }] },
    ]) {
      const { inTab, page } = await open(t, { ...options, settings: { theme }, bypassCSP: true });
      await inTab.waitForSelector('main.report iframe, main.failed, main p:has-text("This run")');
      await inTab.addScriptTag({ path: axe });
      assert.deepEqual(await inTab.evaluate(violations), []);
      await page.close();
    }
  });

test('a page that does not say which run it shows is told', { skip }, async (t) => {
  const { inTab, run } = await open(t, { settings: { silent: '1' } });
  await inTab.getByText('This page does not say which run it shows.').waitFor();
  assert.deepEqual(run.asked, []);
});
