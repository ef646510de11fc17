// First: it ends the process where Node is too old for what the others use.
import './host/old-node.ts';
// Flags of V8, before anything of size is loaded.
import './host/heap-limits.ts';
import { conclude, refuse, tellFailure } from './app/finish.ts';
import { checkHooks } from './app/hooks-worker.ts';
import { workOnItems } from './app/items-worker.ts';
import { runCheck } from './app/run-check.ts';
import { planHooksOf, removeHooksOf } from './app/run-hooks.ts';
import { runSync } from './app/run-sync.ts';
import { version } from './app/version.ts';
import { checksWereOff } from './host/certificate-checks.ts';
import { chooseHost } from './host/choose-host.ts';
import { hearSignals } from './host/signals.ts';
import { flushed, outliveReaders } from './host/streams.ts';
import type { Host } from './host/types.ts';
import { takeUncaught } from './host/uncaught.ts';
import { Cancelled, UserError } from './lib/errors.ts';
import { childWork, onLifelineLost } from './serve/process/lifeline.ts';
import { serve } from './serve/serve.ts';
import { readSettings } from './settings/read.ts';
import type { Settings } from './settings/types.ts';

/** Milliseconds that a reader of the log may take nothing, and fewer when the run was told to end. */
const READER_MS = 60_000;
const READER_HURRIED_MS = 2_000;

/** The signal that the run has to end before its work is done, with the reason. */
const ended = new AbortController();

/** Reads the inputs, runs what they ask for, leaves the summary, tells the host how it ended. */
async function main(): Promise<void> {
  const host = await chooseHost(process.env, process.argv.slice(2), version);
  if (!host) return;
  const what = host.serves ? 'The process was told to end' : 'The run was cancelled';
  host.onCancel((signal) => ended.abort(new Cancelled(`${what} (${signal}).`)));
  takeUncaught((error) => ended.abort(defect(error)));
  onLifelineLost(() =>
    ended.abort(new Cancelled('The run was cancelled: the process that started it ended it.')),
  );
  if (host.hooks) return hooksCommand(host);
  if (host.serves) return alwaysOn(host);
  if (childWork() === 'items') return forParent(host, readSettings(host), workOnItems);
  if (childWork() === 'hooks') return forParent(host, readSettings({ ...host, serves: true }), checkHooks);
  try {
    const settings = await unlessEnded(readSettings(host));
    if (settings.mode === 'check') {
      await conclude(host, settings, await unlessEnded(runCheck(settings, host)), { ended: ended.signal });
    } else {
      tellChecks(host);
      await runSync(settings, host, conclude, ended.signal);
    }
  } catch (error) {
    await refuse(host, error, ended.signal);
  }
}

/**
 * Answers probes and starts runs until it is told to end. What keeps it from beginning is told, and leaves no summary.
 */
async function alwaysOn(host: Host): Promise<void> {
  try {
    const settings = await unlessEnded(readSettings(host));
    tellChecks(host);
    await serve(settings, host, ended.signal);
    if (!(ended.signal.reason instanceof Cancelled)) process.exitCode = 1;
  } catch (error) {
    if (error instanceof Cancelled) return host.log.info(error.message);
    tellFailure(host, error);
    process.exitCode = 1;
  }
}

/** Tells what an always-on process would do with subscriptions, or removes what one has made. */
async function hooksCommand(host: Host): Promise<void> {
  try {
    const settings = await unlessEnded(readSettings(host));
    tellChecks(host);
    if (host.hooks === 'remove') return await removeHooksOf(settings, host, ended.signal);
    const isOpen = await planHooksOf(settings, host, ended.signal);
    if (isOpen && host.hooksExitCode) process.exitCode = 2;
  } catch (error) {
    tellFailure(host, error);
    process.exitCode = 1;
  }
}

/** Does a child's work for the always-on process that started this one. It leaves no summary. */
async function forParent(host: Host, reading: Promise<Settings>, work: typeof workOnItems): Promise<void> {
  try {
    await work(await unlessEnded(reading), host, ended.signal);
  } catch (error) {
    if (!ended.signal.aborted) tellFailure(host, error);
    process.exitCode = ended.signal.reason instanceof Cancelled ? 0 : 1;
  }
}

function tellChecks({ log }: Host): void {
  if (checksWereOff)
    log.warn(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are checked all the same. Give the authority that signed them in NODE_EXTRA_CA_CERTS, or in the agent’s setting.',
    );
}

/** The result of some work, or a rejection as soon as the run has to end. */
function unlessEnded<T>(work: Promise<T>): Promise<T> {
  const { signal } = ended;
  const end = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  end.catch(() => {});
  return Promise.race([end, work]);
}

/** An error that nobody expected. The log has told already where it happened. */
const defect = (error: unknown): UserError =>
  new UserError(
    'An error that nobody expected ended the run.',
    'This is a defect of this program: please report it with the log, which tells where it happened.',
    { cause: error, code: 'PCS9001' },
  );

/**
 * A promise that never settles would end the process with success: it ends the run as a defect, or else the process.
 */
const unfinished = () => {
  process.exitCode = 1;
  if (ended.signal.aborted) {
    process.stderr.write('The run ended before it was finished: this is a defect, please report it.\n');
    return;
  }
  ended.abort(defect(new Error('The run waits for something that never comes.')));
};

hearSignals();
outliveReaders();
process.on('beforeExit', unfinished);
void main().finally(async () => {
  process.off('beforeExit', unfinished);
  await flushed(ended.signal.aborted ? READER_HURRIED_MS : READER_MS);
  // Sockets of an upload that was given up would hold the process.
  setTimeout(() => process.exit(), 1_000).unref();
});
