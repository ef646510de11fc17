import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { statusPage } from '../../src/serve/status/status-page.ts';
import { resyncOf, viewOf } from '../unit/serve/support/view.ts';
import { skip, startBrowser } from './browser.ts';

const opened = async (t: TestContext, width: number) => {
  const browser = await startBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const status = 'succeeded';
  await page.setContent(statusPage(viewOf({ ended: [resyncOf(2, { status }), resyncOf(1, { status })] })));
  return page;
};

for (const width of [390, 1280])
  test(`the status page breaks no word of the resyncs at ${width} pixels, and the page itself does not scroll sideways`, {
    skip,
  }, async (t) => {
    const page = await opened(t, width);
    const heights = await page
      .locator('table tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    assert.equal(heights.length, 2);
    assert.ok(Math.max(...heights) < 45, `rows of one line each: ${heights.join(', ')}`);
    assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width);
  });
