import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import type { Report } from '../../src/report/report.ts';
import type { ChangeSample } from '../../src/summary/changes.ts';
import { renderHtml } from '../../src/summary/html/render-html.ts';
import {
  cancelledReport,
  failedReport,
  planReport,
  quietReport,
  samples,
  syncReport,
} from '../unit/summary/fixture.ts';
import { hostileReport, hostileSamples, hostileTexts } from '../unit/summary/hostile.ts';
import { faint } from './contrast.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const skip = existsSync(executablePath) ? false : `no browser at ${executablePath}: set CHROMIUM to one`;

interface Shown {
  report: Report;
  samples: readonly ChangeSample[];
}

const hostile = (text: string): Shown => ({ report: hostileReport(text), samples: hostileSamples(text) });

const sync: Shown = { report: syncReport, samples };
const plan: Shown = { report: planReport, samples: [] };
const failed: Shown = { report: failedReport, samples: [] };
const quiet: Shown = { report: quietReport, samples: [] };
const shown: Record<string, Shown> = {
  'a sync with problems': sync,
  'a plan': plan,
  'a failed run': failed,
  'a cancelled run': { report: cancelledReport, samples },
  'a quiet run': quiet,
  'a run full of hostile text': hostile(hostileTexts.join(' ')),
  'a run full of long names': hostile('x'.repeat(10_000)),
};

let browser: Browser;
let folder: string;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

after(async () => {
  if (skip) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens a report, hands it on, and holds what it said on the console and asked of the network against nothing. */
const open = async (
  { report, samples }: Shown,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const file = join(folder, 'summary.html');
  await writeFile(file, renderHtml(report, { samples }));
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
  for (const [title, one] of Object.entries({ 'a sync': sync, 'a plan': plan, 'a failed run': failed }))
    test(`${title} is readable in ${colorScheme}: all text keeps a contrast of 4.5 to 1`, { skip }, () =>
      open(one, { colorScheme }, async (page) => {
        await unfold(page);
        assert.deepEqual(await page.evaluate(faint), []);
      }),
    );

test('light and dark differ, and follow what the reader prefers', { skip }, async () => {
  const papers: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const)
    await open(quiet, { colorScheme }, async (page) => {
      papers.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    });
  assert.notEqual(papers[0], papers[1]);
});

test('folded parts open by keyboard', { skip }, () =>
  open(sync, {}, async (page) => {
    const folded = page.locator('details').last();
    await folded.locator('summary').focus();
    assert.equal(await folded.getAttribute('open'), null);
    await page.keyboard.press('Enter');
    assert.equal(await folded.getAttribute('open'), '');
    assert.ok(await folded.locator('li').first().isVisible());
  }),
);

test('the first tab stop skips to the report', { skip }, () =>
  open(sync, {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the report');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /#main$/);
  }),
);

const scrolled = (region: Locator): Promise<number> => region.evaluate((one) => one.scrollLeft);

test('a table that is too wide for a narrow page scrolls by keyboard', { skip }, () =>
  open(sync, { viewport: { width: 360, height: 900 } }, async (page) => {
    const region = page.getByRole('region', { name: 'Entities by blueprint' });
    await region.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    // The page's own policy forbids what would wait inside it; scrolling is smooth and takes a while.
    for (let i = 0; i < 100 && (await scrolled(region)) === 0; i++) await page.waitForTimeout(20);
    assert.ok((await scrolled(region)) > 0);
  }),
);

test('everything is there without script', { skip }, () =>
  open(sync, { javaScriptEnabled: false }, async (page) => {
    const text = (await page.locator('body').textContent()) ?? '';
    for (const part of ['6,499 created', 'Legacy Billing', 'Retry-After on 429', 'legacy-soap'])
      assert.ok(text.includes(part), part);
  }),
);

test('on paper what is folded is shown, and no table is cut off', { skip }, () =>
  open(sync, { viewport: { width: 720, height: 1000 } }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const excess = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(Number(excess) <= 0, `${excess} pixels too wide`);
    assert.ok(await page.locator('details').last().locator('li').first().isVisible());
    assert.ok(!(await page.locator('nav').isVisible()));
  }),
);
