import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { hostileTexts } from '../unit/summary/hostile.ts';
import { read, stepsOf } from './steps.ts';

interface Posted {
  type: string | undefined;
  body: unknown;
}

/** Request of a step's script, given the variables that its host would have filled in. */
const posted = async (script: string, variables: Record<string, string>): Promise<Posted> => {
  const requests: Posted[] = [];
  const server = createServer((message, answer) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk) => chunks.push(chunk));
    message.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      requests.push({ type: message.headers['content-type'], body });
      answer.end('1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const WEBHOOK = `http://127.0.0.1:${port}/hook?sig=a%2Fb&sp=%2Ftriggers`;
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH ?? '', WEBHOOK, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, said);
    assert.equal(requests.length, 1);
    return requests[0] as Posted;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

const examples = [
  'pipelines/notify-teams.yml',
  'pipelines/notify-slack.yml',
  'workflows/notify-teams.yml',
  'workflows/notify-slack.yml',
];

/** Texts in a body that a service reads markup in. */
const markup = (body: unknown): string[] => {
  if (Array.isArray(body)) return body.flatMap(markup);
  if (typeof body !== 'object' || body === null) return [];
  const { type, text } = body as { type?: unknown; text?: unknown };
  const own = typeof text === 'string' && type !== 'TextRun' && type !== 'plain_text' ? [text] : [];
  return [...own, ...Object.values(body).flatMap(markup)];
};

for (const path of examples)
  describe(`examples/${path}`, () => {
    const step = stepsOf(read(path)).find(({ env }) => env) ?? assert.fail('no step with variables');
    const script = String(step.bash ?? step.run);
    const RUN = 'https://example.com/run?a=1&b=2';

    test('has nothing of its host in the script: what comes from outside comes by the environment', () => {
      assert.doesNotMatch(script, /\$\{\{|\$\([\w.]+\)/);
      assert.deepEqual(Object.keys(step.env as object).toSorted(), ['RUN', 'STATUS', 'VERDICT', 'WEBHOOK']);
    });

    test('posts a verdict as it is, however hostile, where the service reads no markup', async () => {
      const texts = hostileTexts.filter((text) => text.isWellFormed() && !text.includes('\0'));
      const short = [
        ...texts.filter((text) => text.length < 100),
        '$(id) `id` "; id; \'',
        '<!channel> <@U1> <at>all</at>',
      ];
      for (const VERDICT of [short.join(' '), texts.find((text) => text.length > 5_000) ?? '', '']) {
        const { type, body } = await posted(script, { STATUS: 'problems', VERDICT, RUN });
        assert.equal(type, 'application/json');
        const text = JSON.stringify(body);
        assert.ok(text.includes(JSON.stringify(VERDICT.slice(0, 1_900)).slice(1, -1)), text);
        assert.ok(text.includes(RUN));
        assert.ok(text.length < 20_000);
        for (const read of markup(body)) assert.ok(VERDICT === '' || !read.includes(VERDICT), read);
      }
    });
  });
