import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { version } from '../../../../src/app/version.ts';
import { createMask } from '../../../../src/host/mask.ts';
import { createOutput } from '../../../../src/host/output.ts';
import { parseArguments } from '../../../../src/host/terminal/arguments.ts';
import { createProgress } from '../../../../src/host/terminal/progress.ts';
import { createTerminalHost } from '../../../../src/host/terminal/terminal-host.ts';
import { emptyReport } from '../../../../src/report/empty.ts';
import { start } from '../support/spawn.ts';

const streamOf = (isTTY: boolean, columns = 40) => {
  const stream = {
    text: '',
    isTTY,
    columns,
    write(part: string) {
      stream.text += part;
    },
  };
  return stream;
};

const progressOn = (stream: ReturnType<typeof streamOf>) => {
  let time = 0;
  const output = createOutput((text) => stream.write(text), createMask());
  const progress = createProgress(stream, output, () => time);
  return {
    progress,
    wait: (ms: number) => {
      time += ms;
    },
  };
};

describe('progress', () => {
  test('is one line that is drawn anew on a terminal, no wider than it', () => {
    const stream = streamOf(true, 12);
    const { progress } = progressOn(stream);
    progress.show('reading repositories', 5);
    progress.show('done');
    progress.end();
    assert.equal(stream.text, 'reading rep\r\u001b[2Kdone\r\u001b[2K');
  });

  test('is a plain line now and then in a pipe', () => {
    const stream = streamOf(false);
    const { progress, wait } = progressOn(stream);
    progress.show('reading', 1);
    progress.show('reading', 2);
    wait(10_000);
    progress.show('reading', 3);
    progress.end();
    assert.equal(stream.text, 'reading (1 %)\nreading (3 %)\n');
  });
});

describe('the host on a terminal', () => {
  const flags = [
    '--organization-urls=https://dev.azure.com/contoso',
    '--personal-access-token=the-access-token',
    '--port-client-id=client',
  ];
  const environment = { PORT_SYNC_PORT_CLIENT_SECRET: 'the-port-secret' };

  test('reads flags and variables, masks secrets, prints plain lines in a pipe', async (t) => {
    const ended = await start(t, { words: ['plan', ...flags], environment });
    const settings = JSON.parse(ended.lines.find((line) => line.startsWith('{')) ?? '');
    assert.equal(settings.mode, 'plan');
    assert.equal(settings.port.clientSecret, '***');
    assert.doesNotMatch(ended.stdout + ended.stderr, /the-access-token|the-port-secret/);
    assert.ok(!ended.stdout.includes('\u001b'));
    assert.equal(ended.code, 0);
  });

  test('is chosen inside a pipeline’s script step too, where it is given words', async (t) => {
    const ended = await start(t, { words: flags, environment: { ...environment, TF_BUILD: 'True' } });
    assert.doesNotMatch(ended.stdout, /##vso/);
    assert.equal(ended.code, 0);
  });

  test('ends with 1 where the inputs are wrong, naming the flags', async (t) => {
    const ended = await start(t, { words: ['--max-concurency=3'], environment });
    assert.match(ended.stdout, /--max-concurency[\s\S]*--organization-urls/);
    assert.equal(ended.code, 1);
  });

  test('prints its version and its help without a run', async (t) => {
    const told = await start(t, { words: ['--version'] });
    assert.equal(told.stdout, `${version}\n`);
    const help = await start(t, { words: ['--help'] });
    assert.match(help.stdout, /--organization-urls/);
    assert.ok(help.stdout.includes('!Archive-*'), 'patterns keep their stars');
    assert.equal(help.code, 0);
  });

  test('ends tidily on Ctrl-C', async (t) => {
    const ended = await start(t, {
      words: flags,
      environment: { ...environment, STUB_WAIT: 'once' },
      signals: [{ when: /waiting/, signal: 'SIGINT' }],
    });
    assert.match(ended.stdout, /asked to stop by SIGINT[\s\S]*Cancelled/i);
    assert.equal(ended.code, 1);
  });
});

test('a plan that has changes ends with 2 where --exit-code asks for it', async () => {
  const report = emptyReport(
    { name: 'x', version: '0', runtime: 'node', host: 'terminal' },
    { id: 'run', mode: 'plan', startedAt: '2026-01-01T00:00:00.000Z' },
  );
  report.totals.created = 1;
  const before = process.exitCode;
  const codes: unknown[] = [];
  for (const words of [['plan', '--exit-code'], ['plan']]) {
    const host = createTerminalHost(parseArguments(words), {}, streamOf(false), streamOf(false));
    await host.finish(report, undefined);
    codes.push(process.exitCode);
  }
  process.exitCode = before;
  assert.deepEqual(codes, [2, 0]);
});

test('a terminal shows colours, unless NO_COLOR is set', async () => {
  const report = emptyReport(
    { name: 'x', version: '0', runtime: 'node', host: 'terminal' },
    { id: 'run', mode: 'sync', startedAt: '2026-01-01T00:00:00.000Z' },
  );
  const before = process.exitCode;
  for (const [environment, coloured] of [
    [{}, true],
    [{ NO_COLOR: '1' }, false],
  ] as const) {
    const stream = streamOf(true, 80);
    await createTerminalHost(parseArguments([]), environment, stream, stream).finish(report, undefined);
    assert.equal(stream.text.includes('\u001b[32m'), coloured);
  }
  process.exitCode = before;
});
