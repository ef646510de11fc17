// Takes the README's pictures from a run of the demo in a headless browser: `npm run screenshots`.
// The browser is Debian's chromium, or that of the environment variable CHROMIUM.
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { startDemo } from './demo/services.ts';
import { terminalPage } from './screenshots/terminal.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const images = join(root, 'docs/images');
const work = join(root, 'build/screenshots');
const columns = 112;

/** Makes a pipe look like a terminal of so many columns to the process that is told so. */
const asTerminal = `data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=${columns}`;

const sync = (environment: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['--import', asTerminal, join(root, 'dist/index.js'), 'sync'], {
      cwd: work,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH, TERM: 'xterm', ...environment },
    });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`Exit ${code}:\n${output}`)),
    );
  });

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await mkdir(images, { recursive: true });
const demo = await startDemo('port-sync-summary');
// A service in the same room answers too fast for a picture of where the time goes.
demo.devops.latency = 40;
await sync(demo.environment).finally(() => demo.timePasses());
const output = await sync(demo.environment).finally(demo.close);
await writeFile(join(work, 'terminal.html'), terminalPage('port-catalog-sync sync', output));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});

/** What the window shows, or the whole of one part of the page. */
const shoot = async (page: string, name: string, options: BrowserContextOptions, part?: string) => {
  const context = await browser.newContext({ deviceScaleFactor: 1.5, ...options });
  const shown = await context.newPage();
  await shown.goto(pathToFileURL(join(work, page)).href);
  const path = join(images, `${name}.png`);
  if (part) await shown.locator(part).screenshot({ path });
  else await shown.screenshot({ path });
  await context.close();
  console.log(`docs/images/${name}.png`);
};

const report = 'port-sync-summary/summary.html';
await shoot(report, 'report', { viewport: { width: 1280, height: 860 } });
await shoot(report, 'report-dark', { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' });
await shoot(report, 'report-narrow', { viewport: { width: 390, height: 780 } });
await shoot(report, 'report-time', { viewport: { width: 1280, height: 860 } }, '#time');
await shoot('terminal.html', 'terminal', {}, 'body');
await browser.close();
