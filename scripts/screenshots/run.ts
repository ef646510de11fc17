// Takes the pictures of README and docs from runs of the demo in a headless browser: `npm run screenshots [-- name …]`.
// The browser is Debian's chromium, or that of the environment variable CHROMIUM; the bundle that of BUNDLE, else dist/.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { startRunPage } from '../../test/browser/host-page.ts';
import { startDemo } from '../demo/services.ts';
import { root } from '../lib/root.ts';
import { terminalPage } from './terminal.ts';

const images = join(root, 'docs/images');
const work = join(root, 'build/screenshots');
const columns = 112;
const bundle = resolve(process.env.BUNDLE ?? join(root, 'dist'));
const wanted = process.argv.slice(2);

/** Makes a pipe look like a terminal of so many columns to the process that is told so. */
const asTerminal = `data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=${columns}`;

const run = (mode: 'sync' | 'plan', environment: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['--import', asTerminal, join(bundle, 'index.js'), mode], {
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

const ENDED = /Resync \d+(?:, an incremental one,)? ended/g;

/** An always-on process, once `enough` says so of the number of its resyncs that have ended. `url`: where it takes events. */
async function serve(
  environment: Record<string, string>,
  enough: (ended: number, url: string) => Promise<boolean>,
) {
  const { PATH = '' } = process.env;
  const ports = { PORT_SYNC_LISTEN_PORT: '0', PORT_SYNC_STATUS_PORT: '0' };
  const polls = { OCEAN__EVENT_LISTENER: '{"type":"POLLING","interval":5}' };
  const schedules = { PORT_SYNC_SCHEDULED_RESYNC_INTERVAL: '120', PORT_SYNC_INCREMENTAL_INTERVAL: '15' };
  const hooks = { PORT_SYNC_BASE_URL: 'https://catalog-sync.contoso.com' };
  const env = { PATH, ...environment, ...ports, ...polls, ...schedules, ...hooks };
  const child = spawn(process.execPath, [join(bundle, 'index.js'), 'serve'], {
    cwd: work,
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let log = '';
  for await (const text of child.stdout) {
    const before = log.match(ENDED)?.length ?? 0;
    log += text;
    const ended = log.match(ENDED)?.length ?? 0;
    const [, listens] = /Listening on port (\d+)/.exec(log) ?? [];
    if (ended > before && (await enough(ended, `http://127.0.0.1:${listens}/integration/webhook`))) break;
  }
  child.stdout.resume();
  const [, port] = /on port (\d+): \/status/.exec(log) ?? [];
  return {
    address: `http://127.0.0.1:${port}/status`,
    end: () =>
      new Promise((resolve) => {
        child.on('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await mkdir(images, { recursive: true });
const demo = await startDemo('port-sync-summary');
// A service in the same room answers too fast for a picture of where the time goes.
demo.devops.latency = 40;
const planned = { ...demo.environment, PORT_SYNC_SUMMARY_DIRECTORY: 'plan' };
await run('sync', demo.environment).finally(() => demo.timePasses());
await run('plan', planned);
const output = await run('sync', demo.environment);
await writeFile(join(work, 'terminal.html'), terminalPage('port-catalog-sync sync', output));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});

/** A picture of the window, or of the whole of one part of the page. */
const shoot = async (address: string, name: string, options: BrowserContextOptions, part?: string) => {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const context = await browser.newContext({ deviceScaleFactor: 1.5, ...options });
  const shown = await context.newPage();
  await shown.goto(address, { waitUntil: 'networkidle' });
  const path = join(images, `${name}.png`);
  if (part) await shown.locator(part).screenshot({ path });
  else await shown.screenshot({ path });
  await context.close();
  console.log(`docs/images/${name}.png`);
};

const fileAddress = (path: string): string => pathToFileURL(join(work, path)).href;
const report = fileAddress('port-sync-summary/summary.html');
const wide = { viewport: { width: 1280, height: 860 } };
await shoot(report, 'report', wide);
await shoot(report, 'report-dark', { ...wide, colorScheme: 'dark' });
await shoot(report, 'report-narrow', { viewport: { width: 390, height: 780 } });
await shoot(report, 'report-time', wide, '#time');
await shoot(fileAddress('terminal.html'), 'terminal', {}, 'body');

/** Resyncs before the picture: one at the start, two that somebody asks for in Port, and one that catches up. */
const resyncs = 4;
const statusPage = await serve(demo.environment, async (done, url) => {
  if (done < resyncs - 1) demo.askForResync();
  if (done === resyncs - 1)
    for (const event of demo.workItemsChange(12))
      await fetch(url, { method: 'POST', body: JSON.stringify(event) });
  return done === resyncs;
});
const status = { viewport: { width: 1180, height: 860 } };
await shoot(statusPage.address, 'status', status);
// No page shows this one: it is to be looked at.
if (wanted.includes('status-dark'))
  await shoot(statusPage.address, 'status-dark', { ...status, colorScheme: 'dark' });
if (wanted.includes('status-narrow'))
  await shoot(statusPage.address, 'status-narrow', { viewport: { width: 390, height: 780 } });
await statusPage.end();
await demo.close();

const page = await startRunPage(await readFile(join(bundle, 'tab.html'), 'utf8'));
for (const [name, folder] of [
  ['Port catalog plan', 'plan'],
  ['Port catalog sync', 'port-sync-summary'],
] as const)
  page.steps.push({ name, report: await readFile(join(work, folder, 'summary.html'), 'utf8') });
await shoot(`${page.address}?theme=light`, 'tab', { viewport: { width: 1180, height: 720 } });
await page.close();
await browser.close();
