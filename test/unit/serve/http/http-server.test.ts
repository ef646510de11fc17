import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { healthRoutes } from '../../../../src/serve/http/health.ts';
import { listen, type Routes } from '../../../../src/serve/http/http-server.ts';
import { listeningLog } from '../../../support/log.ts';

const serving = async (t: TestContext, routes: Routes) => {
  const { log, lines } = listeningLog();
  const server = await listen(routes, 0, log);
  t.after(() => server.close());
  return { log, lines, server, url: `http://127.0.0.1:${server.port}` };
};

/** Reasons why bodies were not there. */
const missed: string[] = [];

const echo: Routes = {
  'POST /echo': async (request) => {
    const body = await request.body(10);
    if (typeof body !== 'string') return { status: 200, body: `${request.query.get('a')} ${body}` };
    missed.push(body);
    return { status: 503 };
  },
};

test('probes are answered as Port’s chart asks, with a slash at the end and as HEAD, too', async (t) => {
  let ready = true;
  const { url } = await serving(
    t,
    healthRoutes(() => ready),
  );
  for (const check of ['live', 'ready']) {
    const answer = await fetch(`${url}/health/${check}/?x=1`);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { status: 'healthy', check });
  }
  const head = await fetch(`${url}/health/live`, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
  ready = false;
  assert.equal((await fetch(`${url}/health/ready`)).status, 503);
  assert.equal((await fetch(`${url}/health/live`)).status, 200);
});

test('what is not there is told so, and another method by those that are', async (t) => {
  const { url } = await serving(t, echo);
  for (const path of ['/', '/nothing', '/echo/more', '/__proto__', '/constructor'])
    assert.equal((await fetch(`${url}${path}`)).status, 404, path);
  const other = await fetch(`${url}/echo`);
  assert.deepEqual([other.status, other.headers.get('allow')], [405, 'POST']);
});

test('a body is given whole, or not at all where it is larger than it may be', async (t) => {
  const { url } = await serving(t, echo);
  const post = (body: string) => fetch(`${url}/echo?a=b`, { method: 'POST', body });
  assert.equal(await (await post('0123456789')).text(), 'b 0123456789');
  const large = await post('01234567890');
  assert.equal(large.status, 503);
  assert.deepEqual(missed.splice(0), ['too large']);
  assert.equal(await (await post('again')).text(), 'b again');
});

test('a body that breaks off is answered by nobody, and harms no other request', async (t) => {
  const { url, server, lines } = await serving(t, echo);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nab');
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  assert.equal((await fetch(`${url}/echo?a=b`, { method: 'POST', body: 'c' })).status, 200);
  assert.deepEqual(lines, []);
  assert.deepEqual(missed.splice(0), ['cut off']);
});

/** The first line of what a connection is answered; empty where it is closed. It stays open. */
const ask = (t: TestContext, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.on('data', (data) => resolve(`${data}`.split('\r\n')[0] ?? ''));
    socket.on('error', () => {});
    socket.on('close', () => resolve(''));
    socket.write('GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n');
  });

test('connections that are held open for nothing give way to others', async (t) => {
  const server = await listen(echo, 0, listeningLog().log, { connections: 2 });
  t.after(() => server.close());
  const there = 'HTTP/1.1 404 Not Found';
  for (let n = 0; n < 10; n += 1) assert.equal(await ask(t, server.port), there);
});

test('a defect is told in the log and answered by 503, which is tried again', async (t) => {
  const { url, lines } = await serving(t, {
    'GET /broken': () => {
      throw new TypeError('a mistake');
    },
  });
  assert.equal((await fetch(`${url}/broken`)).status, 503);
  assert.match(lines.join(), /error: An answer failed: TypeError: a mistake/);
});

test('a port that is taken is told with what to do', async (t) => {
  const { server, log } = await serving(t, echo);
  await assert.rejects(
    listen(echo, server.port, log),
    (error: Error & { hint?: string }) =>
      error.message === `The port ${server.port} is in use.` && /APPLICATION__PORT/.test(error.hint ?? ''),
  );
});

test('a server that closes ends connections that nobody uses', async (t) => {
  const server = await listen(echo, 0, listeningLog().log);
  const socket = connect(server.port, '127.0.0.1');
  t.after(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  await server.close();
  await assert.rejects(fetch(`http://127.0.0.1:${server.port}/echo`));
});
