import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import { createMask } from '../../../../src/host/mask.ts';
import { createJsonLog } from '../../../../src/host/terminal/json-log.ts';
import { type ForwardOptions, forwardLog } from '../../../../src/serve/process/forward-log.ts';

const forwarded = async (chunks: (string | Buffer)[], options: Partial<ForwardOptions> = {}) => {
  const mask = createMask();
  mask.add('hunter2-secret');
  const from = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const to = new PassThrough();
  let text = '';
  to.on('data', (chunk) => {
    text += chunk;
  });
  forwardLog(from, to, { resync: 7, level: 'error', format: 'json', mask, ...options });
  await finished(from);
  await new Promise((resolve) => setImmediate(resolve));
  return text.split('\n').filter(Boolean);
};

const entry = (message: string) => {
  let line = '';
  createJsonLog(
    (text) => {
      line += text;
    },
    createMask(),
    false,
  ).info(message);
  return line;
};

test('an entry of the run’s log is passed on with the number of the resync', async () => {
  const [line = ''] = await forwarded([entry('20 created')]);
  const { time, ...rest } = JSON.parse(line);
  assert.ok(!Number.isNaN(Date.parse(time)));
  assert.deepEqual(rest, { resync: 7, level: 'info', message: '20 created' });
});

test('what is no entry is one, at the level of its stream, without anything that acts on a terminal', async () => {
  const lines = await forwarded(['FATAL ERROR: heap\r\n{"time":"x"\n', '\u001b[2K##vso[task.complete]\n']);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ level, resync, message }) => [level, resync, message]),
    [
      ['error', 7, 'FATAL ERROR: heap'],
      ['error', 7, '{"time":"x"'],
      ['error', 7, '\\x1b[2K# #vso[task.complete]'],
    ],
  );
});

test('lines are put together from pieces, characters too, and the last one needs no end', async () => {
  const bytes = Buffer.from(entry('Größe'));
  const pieces = Array.from(bytes, (byte) => Buffer.from([byte]));
  const lines = await forwarded([...pieces, 'the end']);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).message),
    ['Größe', 'the end'],
  );
});

test('a line without an end is cut before it fills the memory', async () => {
  const lines = await forwarded([Buffer.alloc(200_000, 'a'), '\n']);
  assert.equal(lines.length, 4);
});

test('secrets are masked once more, in entries and in lines', async () => {
  const lines = await forwarded([entry('it is hunter2-secret'), 'and hunter2-secret\n']);
  for (const line of lines) assert.ok(line.includes('***') && !line.includes('hunter2'), line);
  const [text = ''] = await forwarded([entry('it is hunter2-secret')], { format: 'text' });
  assert.equal(text, '[7] it is ***');
});

test('a line of text says when it warns, and when something went wrong', async () => {
  let lines = '';
  const log = createJsonLog((text) => (lines += text), createMask(), false);
  log.warn('it is not encrypted');
  log.error('it failed');
  assert.deepEqual(await forwarded([lines], { format: 'text' }), [
    '[7] warning: it is not encrypted',
    '[7] error: it failed',
  ]);
});

test('a log whose reader is gone holds up no run: the lines go nowhere', async () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} of a log that nobody reads any more\n`);
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  gone.on('error', () => {});
  for (const to of [gone, gone]) {
    const from = Readable.from(lines.map((line) => Buffer.from(line)));
    forwardLog(from, to, { resync: 1, level: 'info', format: 'text', mask: createMask() });
    await finished(from);
    assert.ok(from.readableEnded);
  }
  assert.ok(gone.destroyed);
  assert.equal(gone.listenerCount('unpipe'), 0);
});

test('what several processes print goes to one log without a warning of Node’s in it', async (t) => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  t.after(() => process.off('warning', hear));
  const to = new PassThrough();
  to.resume();
  const sources = Array.from({ length: 8 }, () => new PassThrough());
  for (const from of sources)
    forwardLog(from, to, { resync: 1, level: 'info', format: 'json', mask: createMask() });
  await new Promise((resolve) => setImmediate(resolve));
  for (const from of sources) from.end();
  assert.deepEqual(warnings, []);
});
