import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Touched } from '../../../../src/events/types.ts';
import { systemClock } from '../../../../src/lib/async/clock.ts';
import { type WebhookOptions, webhookRoutes } from '../../../../src/serve/events/webhook.ts';
import { healthRoutes } from '../../../../src/serve/http/health.ts';
import { type ListenOptions, listen } from '../../../../src/serve/http/http-server.ts';
import { listeningLog } from '../../../support/log.ts';

const credentials = { username: 'port', password: 'a secret of events' };
const basic = (text: string | Buffer) => `Basic ${Buffer.from(text).toString('base64')}`;
const authorization = basic('port:a secret of events');
const event = JSON.stringify({
  eventType: 'workitem.created',
  resource: { id: 5 },
  resourceContainers: { project: { id: 'be9b3917-87e6-42a4-a549-2bc06a7a878f' } },
});

/** The address of events as it is reached from outside, on a socket of its own. */
const served = async (t: TestContext, options: Partial<WebhookOptions> = {}, more: ListenOptions = {}) => {
  const { log, lines } = listeningLog();
  const taken: Touched[] = [];
  const outcomes: string[] = [];
  const routes = {
    ...healthRoutes(() => true),
    ...webhookRoutes({
      credentials,
      organisations: [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }],
      clock: systemClock,
      isEnding: () => false,
      refuses: () => true,
      take: (touched) => taken.push(...touched) > 0,
      received: (_type, outcome) => void outcomes.push(outcome),
      ...options,
    }),
  };
  const server = await listen(routes, 0, log, more);
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const post = async (body: string | Uint8Array, headers: Record<string, string> = {}, path = PATH) => {
    const answer = await fetch(url + path, { method: 'POST', body, headers: { authorization, ...headers } });
    await answer.arrayBuffer();
    return answer.status;
  };
  return { server, url, post, taken, outcomes, lines };
};

const PATH = '/integration/webhook';

const open = async (t: TestContext, port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
};

/** Answers on a connection until it is closed, or until there is enough of them. */
const heard = (socket: Socket, enough = (text: string) => text.length < 0): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
      if (enough(text)) resolve(text);
    });
    socket.on('close', () => resolve(text));
  });

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

const requestOf = (
  body: string,
  headers: readonly string[] = [`authorization: ${authorization}`],
  target = PATH,
) =>
  [
    `POST ${target} HTTP/1.1`,
    'host: x',
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

test('the address is found as proxies and base URLs spell it', async (t) => {
  const { server, post, taken } = await served(t);
  for (const path of [
    PATH,
    `${PATH}/`,
    `${PATH}?api-version=7.1&x=%00`,
    '//integration//webhook',
    `/port/exporter${PATH}`,
  ])
    assert.equal(await post(event, {}, path), 200, path);
  const socket = await open(t, server.port);
  socket.write(requestOf(event, undefined, `http://events.example.com${PATH}`));
  const text = await heard(socket, (so) => so.includes('taken'));
  assert.deepEqual(statusesIn(text), [200]);
  assert.equal(taken.length, 6);
  for (const path of ['/', '/integration', '/webhook', '/integration/webhook/more', '/integration%2Fwebhook'])
    assert.equal(await post(event, {}, path), 404, path);
});

test('other methods are told which there is', async (t) => {
  const { url, taken } = await served(t);
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await fetch(url + PATH, { method, headers: { authorization } });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'], method);
  }
  assert.deepEqual(taken, []);
});

test('credentials count in the forms that clients send them in, and in no other', async (t) => {
  const password = 'gr\u00fc\u00dfe: mit Leerzeichen und Doppelpunkt ';
  const { post, outcomes } = await served(t, { credentials: { username: 'port', password } });
  const pair = `port:${password}`;
  for (const right of [
    basic(pair),
    basic(Buffer.from(pair, 'latin1')),
    basic(pair).replace('Basic', 'basic'),
    basic(pair).replace('Basic ', 'BASIC   '),
  ])
    assert.equal(await post(event, { authorization: right }), 200, right);
  for (const wrong of [
    basic(`:${password}`),
    basic(`Port:${password}`),
    basic(pair.trim()),
    basic(password),
    basic('port'),
    basic(pair).replace('Basic', 'Negotiate'),
    `Basic ${'A'.repeat(8_000)}`,
    pair,
  ])
    assert.equal(await post(event, { authorization: wrong }), 401, wrong.slice(0, 40));
  assert.equal(outcomes.filter((outcome) => outcome === 'refused').length, 8);
});

test('letters that Latin-1 does not have are not taken for others', async (t) => {
  const { post } = await served(t, { credentials: { username: 'port', password: '\u0141\u0161' } });
  assert.equal(await post(event, { authorization: basic('port:\u0141\u0161') }), 200);
  assert.equal(await post(event, { authorization: basic(Buffer.from('port:\u0041\u0061', 'latin1')) }), 401);
});

test('a body counts for what is in it, whatever it says that it is', async (t) => {
  const { post, taken } = await served(t);
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', ''])
    assert.equal(await post(event, { 'content-type': type }), 200, type);
  assert.equal(await post(`\ufeff${event}`), 200);
  assert.equal(taken.length, 6);
});

test('bodies that are made to harm are answered by 200, and nothing of them is taken', async (t) => {
  const { post, taken, outcomes } = await served(t);
  const deep = 100_000;
  const bodies: (string | Uint8Array)[] = [
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    '['.repeat(2 ** 20),
    '{"a":'.repeat(deep),
    event.replace('5', '1e999'),
    event.replace('5', `1${'0'.repeat(400)}`),
    event.replace('5', '-0'),
    event.replace('5', '5.5'),
    event.replace('{"id":5}', '{"id":5,"id":{}}'),
    '{"__proto__":{"eventType":"workitem.created","resource":{"id":5}}}',
    event.replace('"id":5', '"__proto__":{"id":5}'),
    event.replace('"eventType"', '"constructor":{"prototype":{}},"eventTyp"'),
    gzipSync(event),
    new Uint8Array([0xff, 0xfe, 0x00, 0xc3, 0x28]),
    Buffer.from(event, 'utf16le'),
    `"${'x'.repeat(2 ** 20)}"`,
    '\u0000',
    '',
  ];
  for (const body of bodies) assert.equal(await post(body), 200, String(body).slice(0, 60));
  assert.equal(await post(gzipSync(event), { 'content-encoding': 'gzip' }), 200);
  assert.deepEqual(taken, []);
  assert.ok(
    outcomes.every((outcome) => ['unreadable', 'without_id'].includes(outcome)),
    outcomes.join(),
  );
  assert.equal('id' in {}, false);
  assert.equal(await post(event), 200);
  assert.equal(taken.length, 1);
});

test('who is refused or sent away hears so after a body of any size that is a payload', async (t) => {
  const body = 'x'.repeat(2 * 2 ** 20);
  const refusing = await served(t);
  const wrong = { authorization: basic('port:wrong') };
  for (let n = 0; n < 5; n += 1) assert.equal(await refusing.post(body, wrong), 401);
  const ending = await served(t, { isEnding: () => true });
  for (let n = 0; n < 5; n += 1) assert.equal(await ending.post(body), 503);
  const larger = await served(t);
  for (let n = 0; n < 5; n += 1) assert.equal(await larger.post(body + body), 200);
  assert.deepEqual([...new Set(larger.outcomes)], ['too_large']);
});

test('requests that follow each other without waiting are each answered, in their order', async (t) => {
  const { server, taken } = await served(t);
  const socket = await open(t, server.port);
  const wrong = requestOf('x'.repeat(100_000), ['authorization: Basic eDp5']);
  const right = requestOf(event);
  socket.write(right + wrong + right + requestOf('{') + right);
  const text = await heard(socket, (so) => statusesIn(so).length === 5 && so.endsWith('}'));
  assert.deepEqual(statusesIn(text), [200, 401, 200, 200, 200]);
  assert.equal(taken.length, 3);
});

test('a body without end is taken as far as a payload goes, and its connection closed', async (t) => {
  const { server, post, outcomes } = await served(t);
  const socket = await open(t, server.port);
  const text = heard(socket);
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  let sent = 0;
  while (!socket.destroyed && sent < 64 * 2 ** 20) {
    sent += 65_536;
    if (!socket.write(chunk))
      await Promise.race([
        new Promise((resolve) => socket.once('drain', resolve)),
        new Promise((resolve) => socket.once('close', resolve)),
      ]);
  }
  assert.ok(sent < 32 * 2 ** 20, `${sent}`);
  assert.deepEqual(statusesIn(await text), [200]);
  assert.deepEqual(outcomes, ['too_large']);
  assert.equal(await post(event), 200);
});

test('heads that are no requests, or too long, are closed, and the next request is answered', async (t) => {
  const { server, post, lines } = await served(t);
  for (const head of [
    'nonsense\r\n\r\n',
    `POST ${PATH} HTTP/1.1\r\n\r\n`,
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\n${'x: y\r\n'.repeat(20_000)}\r\n`,
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`,
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n`,
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`,
    'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  ]) {
    const socket = await open(t, server.port);
    const text = heard(socket);
    socket.write(head);
    const statuses = statusesIn(await text);
    for (const status of statuses) assert.ok([400, 431].includes(status), `${head.slice(0, 40)}: ${status}`);
  }
  assert.equal(await post(event), 200);
  assert.deepEqual(lines, []);
});

test('connections by the thousand, each with half a request, keep neither events nor probes out', async (t) => {
  const { server, url, post } = await served(t, {}, { connections: 50 });
  const half = `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 10\r\n\r\n1`;
  const sockets: Socket[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    const socket = await open(t, server.port);
    socket.write(['GET /he', half, 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n'][n % 3] ?? '');
    sockets.push(socket.resume());
    if (n % 100 === 99) {
      const headers = { connection: 'close' };
      assert.equal((await fetch(`${url}/health/live`, { headers })).status, 200, `${n}`);
      assert.equal(await post(event, headers), 200, `${n}`);
    }
  }
  const closed = sockets.slice(0, 900).filter(({ destroyed }) => !destroyed);
  await Promise.all(closed.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
});

test('bodies that arrive have 64 MB together, and who waits with one takes no more than has come', async (t) => {
  const { server, post, outcomes } = await served(t);
  const head = `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: ${2 * 2 ** 20}\r\n\r\n`;
  const sockets = await Promise.all(Array.from({ length: 40 }, () => open(t, server.port)));
  for (const socket of sockets) socket.write(`${head}{`);
  assert.equal(await post(event), 200);
  const sent = sockets.map((socket) => heard(socket, (text) => text.includes('\r\n\r\n')));
  const rest = 'x'.repeat(2 * 2 ** 20 - 2);
  for (const socket of sockets) socket.write(rest);
  const answers = await Promise.race(sent);
  assert.deepEqual(statusesIn(answers), [503]);
  assert.ok(outcomes.includes('busy'));
  for (const socket of sockets) socket.destroy();
});
