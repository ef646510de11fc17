import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Report } from '../../src/report/report.ts';
import { renderHtml } from '../../src/summary/html/render-html.ts';
import {
  cancelledReport,
  failedReport,
  planReport,
  quietReport,
  syncReport,
} from '../unit/summary/fixture.ts';
import { hostileReport, hostileTexts } from '../unit/summary/hostile.ts';
import { axe, violations } from './axe.ts';
import { skip, startBrowser } from './browser.ts';
import { faint } from './contrast.ts';
import { cut } from './cut.ts';

const shown: Record<string, Report> = {
  'a sync with problems': syncReport,
  'a plan': planReport,
  'a failed run': failedReport,
  'a cancelled run': cancelledReport,
  'a quiet run': quietReport,
  'a run full of hostile text': hostileReport(hostileTexts.join(' ')),
  'a run full of long names': hostileReport('x'.repeat(10_000)),
};

const million = 1_234_567;
const counts = { created: million, updated: million, unchanged: million, refused: million, deleted: million };

/** Counts of seven digits everywhere, and blueprints with long names. */
const largest: Report = {
  ...syncReport,
  blueprints: syncReport.blueprints.map((row, at) => ({
    ...row,
    ...counts,
    blueprint: at % 2 ? 'contoso.payments.settlement_reports' : 'azureDevopsAdvancedSecurityAlertXY',
    heldBack: million,
    owned: million,
  })),
  resources: syncReport.resources.map((row) => ({
    ...row,
    ...counts,
    rawItems: million,
    items: million,
    mapped: million,
    filtered: million,
    misconfigured: million,
    failed: million,
    entities: million,
    unsettled: million,
  })),
};

/** A report with as many blueprints as a table has rows. */
const long: Report = {
  ...quietReport,
  blueprints: Array.from({ length: 200 }, (_, at) => ({
    ...(syncReport.blueprints[0] as Report['blueprints'][number]),
    blueprint: `blueprint-${at}`,
  })),
};

let browser: Browser;
let folder: string;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  browser = await startBrowser();
});

after(async () => {
  if (skip) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens a report, hands it on, and holds what it said on the console and asked of the network against nothing. */
const open = async (
  report: Report,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const file = join(folder, 'summary.html');
  await writeFile(file, renderHtml(report));
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('console', (message) => seen.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => seen.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) seen.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    await look(page);
    assert.deepEqual(seen, []);
  } finally {
    await context.close();
  }
};

const unfold = (page: Page): Promise<void> =>
  page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');

for (const [title, one] of Object.entries(shown))
  for (const width of [360, 1024, 1600])
    test(`${title} fits ${width} pixels, silently and without a request`, { skip }, () =>
      open(one, { viewport: { width, height: 900 } }, async (page) => {
        await unfold(page);
        const excess = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(excess) <= 0, `${excess} pixels too wide`);
      }),
    );

for (const colorScheme of ['light', 'dark'] as const)
  for (const [title, one] of Object.entries(shown))
    test(`${title} has nothing that axe finds, in ${colorScheme}`, { skip }, () =>
      open(one, { colorScheme, bypassCSP: true }, async (page) => {
        await unfold(page);
        await page.addScriptTag({ path: axe });
        assert.deepEqual(await page.evaluate(violations), []);
      }),
    );

for (const colorScheme of ['light', 'dark'] as const)
  for (const [title, one] of Object.entries({
    'a sync': syncReport,
    'a plan': planReport,
    'a failed run': failedReport,
  }))
    test(`${title} is readable in ${colorScheme}: all text keeps a contrast of 4.5 to 1`, { skip }, () =>
      open(one, { colorScheme }, async (page) => {
        await unfold(page);
        assert.deepEqual(await page.evaluate(faint), []);
      }),
    );

test('light and dark differ, and follow what the reader prefers', { skip }, async () => {
  const papers: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    await open(quietReport, { colorScheme }, async (page) => {
      papers.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    });
  assert.notEqual(papers[0], papers[1]);
});

test('folded parts open by keyboard', { skip }, () =>
  open(syncReport, {}, async (page) => {
    const folded = page.locator('details').last();
    await folded.locator('summary').focus();
    assert.equal(await folded.getAttribute('open'), null);
    await page.keyboard.press('Enter');
    assert.equal(await folded.getAttribute('open'), '');
    assert.ok(await folded.locator('li').first().isVisible());
  }),
);

test('the first tab stop skips to the report', { skip }, () =>
  open(syncReport, {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the report');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /#main$/);
  }),
);

const scrolled = (region: Locator): Promise<number> => region.evaluate((one) => one.scrollLeft);

test('a table that is too wide for a narrow page scrolls by keyboard', { skip }, () =>
  open(syncReport, { viewport: { width: 360, height: 900 } }, async (page) => {
    const region = page.getByRole('group', { name: 'Entities by blueprint' });
    await region.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    // The page's own policy forbids what would wait inside it; scrolling is smooth and takes a while.
    for (let i = 0; i < 100 && (await scrolled(region)) === 0; i++) await page.waitForTimeout(20);
    assert.ok((await scrolled(region)) > 0);
  }),
);

test('everything is there without script, and no control that needs one', { skip }, () =>
  open(syncReport, { javaScriptEnabled: false }, async (page) => {
    const text = (await page.locator('body').textContent()) ?? '';
    for (const part of ['6,499 created', 'Legacy Billing', 'Retry-After on 429', 'legacy-soap'])
      assert.ok(text.includes(part), part);
    assert.equal(await page.locator('input, button, [hidden]').count(), 0);
  }),
);

const column = (page: Page, table: string, at: number): Promise<string[]> =>
  page.locator(`table:has(#${table}) tbody tr > :nth-child(${at})`).allTextContents();

test(
  'a table is sorted by a column, by keyboard too: numbers by what they are, and back to the order of the report',
  {
    skip,
  },
  () =>
    open(syncReport, {}, async (page) => {
      const asIs = await column(page, 'changed-table', 1);
      const numbers = async () =>
        (await column(page, 'changed-table', 6)).map((text) => Number(text.replaceAll(',', '')));
      const heading = page.locator('table:has(#changed-table) th', { hasText: 'Unchanged' });
      await heading.getByRole('button').click();
      assert.equal(await heading.getAttribute('aria-sort'), 'descending');
      assert.deepEqual(
        await numbers(),
        (await numbers()).toSorted((a, b) => b - a),
      );
      await heading.getByRole('button').press('Enter');
      assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
      assert.deepEqual(
        await numbers(),
        (await numbers()).toSorted((a, b) => a - b),
      );
      await page
        .locator('table:has(#changed-table) th', { hasText: 'Blueprint' })
        .getByRole('button')
        .click();
      assert.equal(await heading.getAttribute('aria-sort'), null);
      assert.deepEqual(
        await column(page, 'changed-table', 1),
        asIs.toSorted((a, b) => a.localeCompare(b)),
      );
      for (const _ of [1, 2])
        await page
          .locator('table:has(#changed-table) th', { hasText: 'Blueprint' })
          .getByRole('button')
          .click();
      assert.deepEqual(await column(page, 'changed-table', 1), asIs);
    }),
);

test('projects are sorted by name and by what was read of them', { skip }, () =>
  open(syncReport, {}, async (page) => {
    assert.deepEqual(await column(page, 'projects-table', 1), ['Storefront', 'Payments', 'Legacy Billing']);
    const heading = (text: string) => page.locator('table:has(#projects-table) th', { hasText: text });
    await heading('Project').getByRole('button').click();
    assert.deepEqual(await column(page, 'projects-table', 1), ['Legacy Billing', 'Payments', 'Storefront']);
    await heading('In part').getByRole('button').click();
    assert.deepEqual(await column(page, 'projects-table', 8), ['2', '0', '0']);
  }),
);

test('times are sorted by what they are, not by their text', { skip }, () =>
  open(syncReport, {}, async (page) => {
    await page.locator('table:has(#time-table) th', { hasText: 'Took' }).getByRole('button').click();
    const [longest] = await column(page, 'time-table', 1);
    assert.equal(longest, 'Read, map and write');
    const took = await column(page, 'time-table', 4);
    assert.ok(took.indexOf('2 min 37 s') < took.indexOf('40 s') || took[0]?.includes('min'), took.join());
  }),
);

const shownRows = (page: Page, section: string): Promise<string[]> =>
  page.locator(`#${section} tbody tr:visible > :first-child, #${section} li:visible`).allTextContents();

test('a filter leaves of each section what has its words: a blueprint, a project', { skip }, () =>
  open(syncReport, {}, async (page) => {
    const all = () => page.locator('main :is(tr, li):visible').allTextContents();
    const before = await all();
    await page.getByRole('searchbox', { name: 'Show only' }).fill('azuredevopsbuild');
    await page.getByText(/^\d+ of \d+ rows$/).waitFor();
    assert.deepEqual(await shownRows(page, 'changed'), ['azureDevopsBuild']);
    assert.ok(await page.getByRole('heading', { name: 'Where the time went' }).isVisible());
    assert.deepEqual(await shownRows(page, 'time'), []);
    await page.getByRole('searchbox').fill('legacy billing');
    await page.locator('#projects tbody tr:visible').first().waitFor();
    assert.deepEqual(await shownRows(page, 'projects'), ['Legacy Billing']);
    await page.locator('#problems li:visible').first().waitFor();
    for (const row of await page.locator('#problems li:visible').allTextContents())
      assert.match(row, /Legacy Billing/);
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText(/^0 of \d+ rows$/).waitFor();
    assert.deepEqual(await shownRows(page, 'changed'), []);
    await page.getByRole('searchbox').fill('');
    await page.locator('output:empty').waitFor({ state: 'attached' });
    assert.deepEqual(await all(), before);
  }),
);

test('a filter unfolds what it finds in folded parts, and folds it again', { skip }, () =>
  open(syncReport, {}, async (page) => {
    const parts = page.locator('#samples details');
    const all = await parts.count();
    await page.getByRole('searchbox').fill('legacy-soap');
    await page.locator('#samples li:visible').first().waitFor();
    assert.ok((await page.locator('#samples details:visible').count()) < all);
    assert.match((await page.locator('#samples li:visible').first().textContent()) ?? '', /legacy-soap/);
    await page.getByRole('searchbox').fill('');
    await page.locator('output:empty').waitFor({ state: 'attached' });
    assert.equal(await page.locator('#samples details[open]').count(), 0);
    assert.equal(await page.locator('#samples details:visible').count(), all);
  }),
);

for (const width of [390, 1024, 1280])
  test(`headings of a long table stay in view at ${width} pixels`, { skip }, () =>
    open(long, { viewport: { width, height: 700 } }, async (page) => {
      const last = page.locator('table:has(#changed-table) tbody tr').last();
      await last.evaluate((row) => {
        const place = row.closest('.scroll');
        place?.scrollIntoView();
        place?.scrollTo(0, place.scrollHeight);
        if (place?.scrollTop === 0) row.scrollIntoView({ block: 'end' });
      });
      const top = (locator: Locator) => locator.evaluate((one) => one.getBoundingClientRect().top);
      const heading = await top(page.locator('table:has(#changed-table) thead th').first());
      const row = await top(last);
      assert.ok(heading > -1 && heading < row && row < 700, `${heading} ${row}`);
    }),
  );

/** Every family that text or names may be set in: what is not on this machine has a stand-in, the widest is here. */
const fonts = ['Inter', 'Segoe UI', 'system-ui', 'Helvetica Neue', 'Arial', 'sans-serif', 'DejaVu Sans'];

for (const font of fonts)
  test(`at 1280 pixels nothing is cut with ${font}, whatever the numbers`, { skip }, async () => {
    for (const one of [syncReport, planReport, largest, hostileReport('x'.repeat(10_000))])
      await open(one, { viewport: { width: 1280, height: 900 } }, async (page) => {
        await unfold(page);
        await page.evaluate(`document.body.style.fontFamily = '"${font}", sans-serif'`);
        assert.deepEqual(await page.evaluate(cut), []);
      });
  });

test('on paper what is folded is shown, and no table is cut off', { skip }, () =>
  open(syncReport, { viewport: { width: 720, height: 1000 } }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const excess = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(Number(excess) <= 0, `${excess} pixels too wide`);
    assert.ok(await page.locator('details').last().locator('li').first().isVisible());
    assert.ok(!(await page.locator('nav').isVisible()));
  }),
);
