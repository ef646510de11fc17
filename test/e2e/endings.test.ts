import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Finished, hosts, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';

/** The moment at which a run has written something, and has more to write. */
const whileItWrites = ({ azureDevOps, port }: Services) => {
  azureDevOps.latency = 60;
  return () => port.writes > 0;
};

const statesIn = ({ port }: Services) =>
  port
    .integration(identifier)
    ?.resyncStates.map(({ status }) => status)
    .filter(unlike) ?? [];
/** Entities that the record of changes says were created. */
const created = ({ changes }: Finished) =>
  new Set(
    changes.flatMap(({ action, blueprint, identifier }) =>
      action === 'created' ? [`${blueprint} ${identifier}`] : [],
    ),
  ).size;
/** A state that is said again is said to be alive. */
const unlike = (status: unknown, at: number, all: unknown[]) => all[at - 1] !== status;

for (const [name, start] of hosts) {
  for (const close of [['stdout'], ['stderr'], ['stdout', 'stderr']] as ('stdout' | 'stderr')[][])
    test(`on ${name} a run whose ${close.join(' and ')} nobody reads any more does its work to the end`, async (t) => {
      const services = await startServices(t);
      const kill = { when: whileItWrites(services), close };
      const finished = await start({ inputs: services.inputs, kill });
      assert.equal(finished.code, 0);
      assert.equal(finished.report?.run.status, 'succeeded');
      assert.equal(finished.report?.totals.created, 623);
      assert.deepEqual(statesIn(services), ['running', 'completed']);
    });

  for (const signal of ['SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGXCPU', 'SIGALRM'] as const)
    test(`on ${name} ${signal} ends a run as a cancellation does`, async (t) => {
      const services = await startServices(t);
      const kill = { when: whileItWrites(services), signal };
      const finished = await start({ inputs: services.inputs, kill });
      assert.deepEqual([finished.code, finished.signal], [1, null]);
      assert.equal(finished.report?.run.status, 'cancelled');
      assert.match(finished.report?.run.failure?.message ?? '', new RegExp(signal));
      assert.equal(created(finished), finished.report?.totals.created);
      assert.deepEqual(statesIn(services), ['running', 'aborted']);
      assert.match(finished.stdout, /cancelled \(SIG/);
    });

  const uncaught = {
    'an error that nobody catches': 'setTimeout(() => { throw new TypeError("personal data") }, 1)',
    'a rejection that nobody handles': 'void Promise.reject(new TypeError("personal data"))',
  };
  for (const [what, code] of Object.entries(uncaught))
    test(`on ${name} ${what} ends a run as a failure does`, async (t) => {
      const services = await startServices(t);
      const folder = await mkdtemp(join(tmpdir(), 'uncaught-'));
      t.after(() => rm(folder, { recursive: true }));
      const preload = join(folder, 'preload.cjs');
      await writeFile(preload, `process.on('SIGUSR1', () => { ${code} });`);
      const finished = await start({
        inputs: services.inputs,
        environment: { NODE_OPTIONS: `--require=${preload}` },
        kill: { when: whileItWrites(services), signal: 'SIGUSR1' },
      });
      assert.deepEqual([finished.code, finished.signal], [1, null]);
      assert.equal(finished.report?.run.status, 'failed');
      assert.match(finished.report?.run.failure?.hint ?? '', /defect/);
      assert.doesNotMatch(JSON.stringify(finished.report), /personal data/);
      assert.match(finished.stdout + finished.stderr, /Unexpected: TypeError: personal data/);
      assert.equal(created(finished), finished.report?.totals.created);
      assert.deepEqual(statesIn(services), ['running', 'failed']);
    });
}

test('a window that closes sends its signal twice, and the run still ends tidily', async (t) => {
  const services = await startServices(t);
  const kill = { when: whileItWrites(services), signal: 'SIGHUP' as const, again: 5 };
  const finished = await onTerminal({ inputs: services.inputs, kill });
  assert.equal(finished.code, 1);
  assert.equal(finished.report?.run.status, 'cancelled');
});

test('a signal that comes while the process starts leaves a summary, too, and asks no service', async (t) => {
  const services = await startServices(t);
  const early = `process.on('newListener', (name) => { if (name === 'SIGTERM') setImmediate(() => process.kill(process.pid, name)); });`;
  for (const [, start] of hosts) {
    const finished = await start({
      inputs: services.inputs,
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(early)}` },
    });
    assert.equal(finished.code, 1);
    assert.equal(finished.report?.run.status, 'cancelled');
    assert.match(finished.stdout, /cancelled \(SIGTERM\)/);
  }
  assert.equal(services.port.writes, 0);
});

test('a reader that is slow gets the last line, too', async () => {
  const ending = fileURLToPath(new URL('../../src/host/streams.ts', import.meta.url));
  const script = `
    import { flushed } from ${JSON.stringify(ending)};
    for (let at = 0; at < 4_000; at += 1) process.stdout.write('a line of the log, and one more of them ' + at + '\\n');
    process.stdout.write('the last line\\n');
    await flushed(60_000);
    process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'readable');
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
    child.stdout.pause();
    setTimeout(() => child.stdout.resume(), 20);
  });
  await once(child, 'close');
  assert.match(text, /the last line\n$/);
});
