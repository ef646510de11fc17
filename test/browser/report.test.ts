import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../src/summary/html.ts';
import type { Report } from '../../src/summary/report.ts';
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

const reports: Record<string, Report> = {
  'a sync with problems': syncReport,
  'a plan': planReport,
  'a failed run': failedReport,
  'a cancelled run': cancelledReport,
  'a quiet run': quietReport,
  'a run full of hostile text': hostileReport(hostileTexts.join(' ')),
  'a run full of long names': hostileReport('x'.repeat(10_000)),
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
  report: Report,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const file = join(folder, 'summary.html');
  const text = report.run.id.slice(0, 10_000);
  await writeFile(
    file,
    renderHtml(report, { samples: report === syncReport ? samples : hostileSamples(text) }),
  );
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

for (const [title, report] of Object.entries(reports))
  for (const width of [360, 1024, 1600])
    test(`${title} fits ${width} pixels, silently and without a request`, { skip }, () =>
      open(report, { viewport: { width, height: 900 } }, async (page) => {
        await unfold(page);
        const excess = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(excess) <= 0, `${excess} pixels too wide`);
      }),
    );

for (const colorScheme of ['light', 'dark'] as const)
  for (const title of ['a sync with problems', 'a plan', 'a failed run'])
    test(`${title} is readable in ${colorScheme}: all text keeps a contrast of 4.5 to 1`, { skip }, () =>
      open(reports[title] as Report, { colorScheme }, async (page) => {
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

test('a table that is too wide for a narrow page scrolls by keyboard', { skip }, () =>
  open(syncReport, { viewport: { width: 360, height: 900 } }, async (page) => {
    const region = page.getByRole('region', { name: 'Entities by blueprint' });
    await region.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction('document.activeElement.scrollLeft > 0');
  }),
);

test('everything is there without script', { skip }, () =>
  open(syncReport, { javaScriptEnabled: false }, async (page) => {
    const text = (await page.locator('body').textContent()) ?? '';
    for (const part of ['6,499 created', 'Legacy Billing', 'Retry-After on 429', 'legacy-soap'])
      assert.ok(text.includes(part), part);
  }),
);

test('on paper what is folded is shown', { skip }, () =>
  open(syncReport, {}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('details').last().locator('li').first().isVisible());
    assert.ok(!(await page.locator('nav').isVisible()));
  }),
);
