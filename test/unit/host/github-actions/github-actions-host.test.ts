import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { artifactService } from '../support/artifact-service.ts';
import { github, start } from '../support/spawn.ts';

/** Outputs as the runner reads them: every value between two lines of its own delimiter. */
const outputsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([^<\n]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );

describe('the host in GitHub Actions', () => {
  test('masks secrets first, then runs, and ends with outputs and the job summary', async (t) => {
    const ended = await start(t, { environment: github() });
    assert.deepEqual(ended.lines.slice(0, 2), [
      '::add-mask::the-access-token',
      '::add-mask::the-port-secret',
    ]);
    assert.doesNotMatch(ended.lines.slice(2).join('\n'), /the-port-secret|the-access-token/);
    const outputs = outputsIn(await ended.read('output'));
    assert.equal(outputs.status, 'succeeded');
    assert.equal(outputs['held-back'], '0');
    assert.equal(outputs['summary-directory'], ended.folder);
    assert.equal(await ended.read('summary'), await ended.read('summary.md'));
    assert.equal(ended.code, 0);
  });

  test('uploads the summary by the real client, named apart for a further attempt', async (t) => {
    const service = await artifactService(t);
    const environment = {
      ...github({ 'artifact-name': 'catalog: "sync"' }),
      ...service.environment,
      GITHUB_RUN_ATTEMPT: '2',
    };
    const ended = await start(t, { environment });
    assert.deepEqual([...service.artifacts.keys()], ['catalog- -sync--attempt-2'], ended.stdout);
    assert.ok((service.artifacts.get('catalog- -sync--attempt-2') ?? 0) > 500);
    assert.match(ended.stdout, /Summary uploaded as artifact catalog- -sync--attempt-2/);
  });

  test('takes the next free name where another job of the run has taken the artifact’s', async (t) => {
    const service = await artifactService(t, { taken: ['port-sync-summary', 'port-sync-summary-2'] });
    const ended = await start(t, { environment: { ...github(), ...service.environment } });
    assert.deepEqual([...service.artifacts.keys()], ['port-sync-summary-3'], ended.stdout);
    assert.match(
      ended.stdout,
      /^::warning [^:]*::This workflow run has an artifact port-sync-summary already/m,
    );
  });

  test('warns with the folder where there is no artifact service, and goes on', async (t) => {
    const ended = await start(t, { environment: github() });
    assert.match(ended.stdout, /::warning title=[^:]*::The summary could not be uploaded, it is in \S+: /);
    assert.equal(ended.code, 0);
  });

  test('annotates problems, and fails where failOn says so', async (t) => {
    const issues = await start(t, { environment: { ...github(), STUB_STATUS: 'problems' } });
    assert.match(issues.stdout, /^::warning title=Port catalog sync::Nothing changed/m);
    assert.equal(issues.code, 0);
    const failed = await start(t, {
      environment: { ...github({ 'fail-on': 'problems' }), STUB_STATUS: 'problems' },
    });
    assert.match(failed.stdout, /^::error title=Port catalog sync::/m);
    assert.equal(failed.code, 1);
    const never = await start(t, {
      environment: { ...github({ 'fail-on': 'never' }), STUB_STATUS: 'failed' },
    });
    assert.equal(never.code, 0);
  });

  test('runs no command that is in a text from outside', async (t) => {
    const environment = {
      ...github(),
      STUB_LINES: '::set-output name=evil::x| ##[add-mask]y|  ::stop-commands::z',
    };
    const ended = await start(t, { environment });
    assert.doesNotMatch(ended.stdout, /^\s*::(set-output|stop-commands)|##\[/m);
  });

  test('gets a token for workload identity federation from the runner', async (t) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      // A hiccup, as the service has them now and then.
      if (asked.length === 1) return void response.writeHead(503).end();
      response.setHeader('content-type', 'application/json').end('{"value":"the-assertion"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const environment = {
      ...github(),
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?v=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      STUB_FEDERATED: 'unused',
    };
    const ended = await start(t, { environment });
    assert.deepEqual(asked, Array(2).fill('/token?v=1&audience=audience Bearer request-token'));
    assert.match(ended.stdout, /^::add-mask::the-assertion$/m);
    assert.match(ended.stdout, /^token: \*\*\*$/m);
  });
});
