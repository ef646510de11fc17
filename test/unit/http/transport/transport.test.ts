import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTransport, type TransportOptions } from '../../../../src/http/transport/transport.ts';
import type { HttpRequest } from '../../../../src/http/types.ts';
import { certificate, certificatePath, serve, serveProxy } from '../support/servers.ts';

const transportWith = (options: Partial<TransportOptions> = {}) =>
  createTransport({ environment: {}, ...options });

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeout: 5000,
  ...more,
});

/** A server that speaks for itself: the bytes given, then the connection's end. */
async function rawServer(context: TestContext, speak: (socket: net.Socket, connection: number) => void) {
  let connections = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    speak(socket, connections++);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections: () => connections,
  };
}

describe('a body in pieces', () => {
  it('arrives as one, with its length', async (t) => {
    const bodies: Buffer[] = [];
    const server = await serve(t, async (incoming, outgoing) => {
      bodies.push(Buffer.concat(await incoming.toArray()));
      outgoing.end();
    });
    const pieces = ['“'.repeat(70_000), 'x'.repeat(70_000), '€'];
    const transport = transportWith();
    // The second one on the connection of the first.
    const headers = { 'content-length': '280003' };
    for (const _ of [1, 2]) await transport(request(server.url, { method: 'POST', headers, body: pieces }));
    assert.deepEqual(
      bodies.map((body) => body.toString()),
      [pieces.join(''), pieces.join('')],
    );
    const lengths = server.requests.map(({ headers }) => headers['content-length']);
    assert.deepEqual(lengths, ['280003', '280003']);
    assert.equal(server.connections(), 1);
  });
});

describe('an answer with a limit', () => {
  const limited = { maxBytes: 100_000 };
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

  it('that never ends is given up at the limit, and its connection with it', async (t) => {
    let sent = 0;
    const { url } = await rawServer(t, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const more = () => {
          while (!socket.destroyed && socket.write(chunk('x'.repeat(10_000)))) sent += 10_000;
        };
        socket.on('drain', more);
        more();
      });
    });
    await assert.rejects(transportWith()(request(url, limited)), { code: 'too-large' });
    assert.ok(sent < 50_000_000, String(sent));
  });

  it('that announces more is not read at all', async (t) => {
    const { url } = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-length': '100001' });
      response.write('x');
    });
    await assert.rejects(transportWith()(request(url, limited)), {
      code: 'too-large',
      message: /100000 bytes/,
    });
  });

  for (const size of [200_000, 50_000_000])
    it(`that unpacks to more is not unpacked: ${size} bytes`, async (t) => {
      const { url } = await serve(t, (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(size)));
      });
      await assert.rejects(transportWith()(request(url, limited)), { code: 'too-large' });
    });

  it('comes whole up to it', async (t) => {
    const { url } = await serve(t, (message, response) => {
      const packed = message.url?.includes('gzip');
      const body = Buffer.alloc(limited.maxBytes, 'a');
      response.writeHead(200, packed ? { 'content-encoding': 'gzip' } : {});
      response.end(packed ? gzipSync(body) : body);
    });
    for (const path of ['', '?gzip'])
      assert.equal((await transportWith()(request(`${url}/${path}`, limited))).body.length, limited.maxBytes);
  });
});

describe('the end of an answer', () => {
  for (const [title, head, isOpen] of [
    ['by a length', 'content-length: 2\r\n\r\nhi', undefined],
    ['by chunks', 'transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', undefined],
    ['by the end of the connection', 'connection: close\r\n\r\nhi', true],
  ] as const)
    it(`is told ${title}`, async (t) => {
      const { url } = await rawServer(t, (socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${head}`));
      });
      const { body, openEnded } = await transportWith()(request(url));
      assert.deepEqual([body.toString(), openEnded], ['hi', isOpen]);
    });
});

describe('an answer', () => {
  it('comes whole, with its headers in lower case and repeated ones joined', async (t) => {
    const { url, requests } = await serve(t, (_, response) => {
      response.writeHead(201, [
        ['X-One', 'a'],
        ['X-Many', 'b'],
        ['X-Many', 'c'],
      ]);
      response.end('hello');
    });
    const answer = await transportWith({ userAgent: 'test/1' })(request(`${url}/a%20b?c=%24d`));
    assert.equal(answer.status, 201);
    assert.equal(answer.body.toString(), 'hello');
    assert.equal(answer.wireBytes, 5);
    assert.equal(answer.headers['x-one'], 'a');
    assert.equal(answer.headers['x-many'], 'b, c');
    assert.equal(requests[0]?.url, '/a%20b?c=%24d');
    assert.equal(requests[0]?.headers['user-agent'], 'test/1');
    assert.equal(requests[0]?.headers['accept-encoding'], 'gzip');
  });

  for (const [size, text] of [
    ['small', 'x'.repeat(1000)],
    ['large', Array.from({ length: 100_000 }, (_, i) => i).join()],
  ] as const) {
    it(`is decompressed when it is ${size}`, async (t) => {
      const compressed = gzipSync(text);
      const { url } = await serve(t, (_, response) => {
        response.setHeader('content-encoding', 'gzip').end(compressed);
      });
      const answer = await transportWith()(request(url));
      assert.equal(answer.body.toString(), text);
      assert.equal(answer.wireBytes, compressed.length);
    });
  }

  it('of a redirect is handed back, not followed', async (t) => {
    const { url, requests } = await serve(t, (_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const answer = await transportWith()(request(url));
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.location, '/elsewhere');
    assert.equal(requests.length, 1);
  });

  it('without a body may be called compressed', async (t) => {
    const { url } = await serve(t, (_, response) => {
      response.writeHead(204, { 'content-encoding': 'gzip' }).end();
    });
    assert.equal((await transportWith()(request(url))).body.length, 0);
  });

  it('comes to a request with a body, whose length is told', async (t) => {
    const { url, requests } = await serve(t, (incoming, response) => {
      incoming.pipe(response);
    });
    const answer = await transportWith()(request(url, { method: 'POST', body: 'grüße' }));
    assert.equal(answer.body.toString(), 'grüße');
    assert.equal(requests[0]?.headers['content-length'], '7');
  });
});

describe('connections', () => {
  it('are kept and used again', async (t) => {
    const { url, connections } = await serve(t, (_, response) => response.end());
    const transport = transportWith();
    for (let i = 0; i < 5; i++) await transport(request(url));
    assert.equal(connections(), 1);
  });

  it('are new for a request that asks for a fresh one', async (t) => {
    const { url, connections } = await serve(t, (_, response) => response.end());
    const transport = transportWith();
    await transport(request(url));
    await transport(request(url, { fresh: true }));
    assert.equal(connections(), 2);
  });

  it('are no more than allowed', async (t) => {
    const { url, connections } = await serve(t, (_, response) => setImmediate(() => response.end()));
    const transport = transportWith({ maxSockets: 2 });
    await Promise.all(Array.from({ length: 10 }, () => transport(request(url))));
    assert.equal(connections(), 2);
  });

  it('that the other side closed are replaced once without a word', async (t) => {
    const { url, connections } = await rawServer(t, (socket, connection) => {
      let heard = 0;
      socket.on('data', () => {
        if (connection === 0 && heard++ > 0) return socket.resetAndDestroy();
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const transport = transportWith();
    await transport(request(url));
    assert.equal((await transport(request(url, { method: 'POST', body: 'x' }))).body.toString(), 'ok');
    assert.equal(connections(), 2);
  });

  it('reach IPv6 addresses', async (t) => {
    const { url } = await serve(t, (_, response) => response.end('six'), { address: '::1' });
    assert.match(url, /^http:\/\/\[::1\]/);
    assert.equal((await transportWith()(request(url))).body.toString(), 'six');
  });
});

describe('what is not a whole answer', () => {
  const head = 'HTTP/1.1 200 OK\r\n';

  it('a body shorter than announced is truncated', async (t) => {
    const { url } = await rawServer(t, (socket) => {
      socket.on('data', () => socket.end(`${head}content-length: 100\r\n\r\nonly this`));
    });
    await assert.rejects(transportWith()(request(url)), { name: 'TransportError', code: 'truncated' });
  });

  it('a chunked body without its end is truncated', async (t) => {
    const { url } = await rawServer(t, (socket) => {
      socket.on('data', () => socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`));
    });
    await assert.rejects(transportWith()(request(url)), { code: 'truncated' });
  });

  for (const size of [100, 200_000]) {
    it(`compressed data of ${size} bytes that end too early are truncated`, async (t) => {
      const whole = gzipSync(Buffer.from(Array.from({ length: size }, (_, i) => (i * 7919) % 251)));
      const { url } = await serve(t, (_, response) => {
        response.setHeader('content-encoding', 'gzip').end(whole.subarray(0, whole.length - 20));
      });
      await assert.rejects(transportWith()(request(url)), { code: 'truncated' });
    });
  }

  it('a connection that ends before the answer is reset', async (t) => {
    const { url } = await rawServer(t, (socket) => {
      socket.on('data', () => socket.resetAndDestroy());
    });
    await assert.rejects(transportWith()(request(url)), { code: 'reset' });
  });

  it('a kept connection that ends twice is reset', async (t) => {
    const { url, connections } = await rawServer(t, (socket, connection) => {
      let heard = 0;
      socket.on('data', () => {
        if (connection > 0 || heard++ > 0) return socket.resetAndDestroy();
        socket.write(`${head}content-length: 0\r\n\r\n`);
      });
    });
    const transport = transportWith();
    await transport(request(url));
    await assert.rejects(transport(request(url)), { code: 'reset' });
    assert.equal(connections(), 2);
  });

  it('silence is a timeout, before the answer and within it', async (t) => {
    const { url } = await rawServer(t, (socket) => {
      socket.on('data', (data) => {
        if (data.toString().startsWith('POST')) socket.write(`${head}content-length: 100\r\n\r\nsome`);
      });
    });
    const transport = transportWith();
    await assert.rejects(transport(request(url, { timeout: 50 })), { code: 'timeout' });
    await assert.rejects(transport(request(url, { timeout: 50, method: 'POST' })), { code: 'timeout' });
  });

  it('a slow body is none as long as something comes', async (t) => {
    const { url } = await serve(t, async (_, response) => {
      for (let i = 0; i < 5; i++) {
        response.write('.');
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      response.end();
    });
    assert.equal((await transportWith()(request(url, { timeout: 1_200 }))).body.toString(), '.....');
  });

  it('a body that drips for ever is a timeout all the same', async (t) => {
    const { url } = await serve(t, (_, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const begun = performance.now();
    await assert.rejects(transportWith()(request(url, { timeout: 500 })), {
      code: 'timeout',
      message: /had not sent its whole answer after 2500 ms/,
    });
    assert.ok(performance.now() - begun >= 2_490);
  });

  it('a port that nobody listens on refuses', async (t) => {
    const { url } = await serve(t, (_, response) => response.end());
    const closed = url.replace(/\d+$/, '1');
    await assert.rejects(transportWith()(request(closed)), { code: 'refused', message: /127\.0\.0\.1:1 / });
  });

  it('an unknown name is told as such', async () => {
    await assert.rejects(transportWith()(request('http://no-such-host.invalid/')), {
      code: 'dns',
      message: /no-such-host\.invalid/,
    });
  });

  it('an abort ends it, also when it came before', async (t) => {
    const { url } = await rawServer(t, () => {});
    const controller = new AbortController();
    const transport = transportWith();
    const pending = transport(request(url, { signal: controller.signal }));
    controller.abort();
    await assert.rejects(pending, { code: 'aborted' });
    await assert.rejects(transport(request(url, { signal: controller.signal })), { code: 'aborted' });
  });
});

describe('TLS', () => {
  const ok = (_: unknown, response: { end(text: string): unknown }) => void response.end('secure');

  it('trusts the authority given as text or as a path', async (t) => {
    const { url } = await serve(t, ok, { tls: {} });
    for (const ca of [certificate('authority'), certificatePath('authority')]) {
      assert.equal((await transportWith({ certificates: { ca } })(request(url))).body.toString(), 'secure');
    }
  });

  it('does not trust an unknown authority, nor a certificate for another name', async (t) => {
    const { url, requests } = await serve(t, ok, { tls: {} });
    await assert.rejects(transportWith()(request(url)), { code: 'tls' });
    const other = await serve(t, ok, { tls: {}, address: '127.0.0.2' });
    const trusting = transportWith({ certificates: { ca: certificate('authority') } });
    await assert.rejects(trusting(request(other.url)), { code: 'tls', message: /127\.0\.0\.2/ });
    assert.equal(requests.length + other.requests.length, 0);
  });

  it('still trusts what NODE_EXTRA_CA_CERTS adds', async (t) => {
    const { url } = await serve(t, ok, { tls: {} });
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const script = `
      const { createTransport } = await import(${JSON.stringify(new URL('../../../../src/http/transport/transport.ts', import.meta.url).href)});
      const ca = ${JSON.stringify(certificate('client'))};
      const transport = createTransport({ environment: process.env, certificates: { ca } });
      const answer = await transport({ method: 'GET', url: ${JSON.stringify(url)}, headers: {}, timeout: 5000 });
      process.stdout.write(answer.body.toString());
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath('authority') },
    });
    assert.equal(stdout, 'secure');
  });

  for (const [form, client] of [
    ['as it is', { key: certificate('client-key') }],
    ['encrypted', { key: certificatePath('client-key-encrypted'), passphrase: 'open-sesame' }],
  ] as const) {
    it(`shows the client certificate where the server wants one, its key ${form}`, async (t) => {
      const ca = certificate('authority');
      const { url } = await serve(t, ok, { tls: { ca, requestCert: true, rejectUnauthorized: true } });
      const certificates = { ca, cert: certificate('client'), ...client };
      assert.equal((await transportWith({ certificates })(request(url))).body.toString(), 'secure');
      await assert.rejects(transportWith({ certificates: { ca } })(request(url)), { name: 'TransportError' });
    });
  }

  it('a certificate that cannot be read or used is told when the transport is made', () => {
    assert.throws(() => transportWith({ certificates: { ca: '/no/such/file.pem' } }), {
      name: 'UserError',
      message: /certificate authority cannot be read/,
    });
    const certificates = { cert: certificate('client'), key: certificate('client-key-encrypted') };
    assert.throws(() => transportWith({ certificates: { ...certificates, passphrase: 'wrong' } }), {
      name: 'UserError',
      message: /certificates cannot be used/,
    });
  });
});

describe('certificates with NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
  beforeEach(() => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  });
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  });

  for (const fresh of [false, true]) {
    it(`are checked all the same, straight${fresh ? ', on a connection of its own' : ''}`, async (t) => {
      const { url, requests } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
      await assert.rejects(transportWith()(request(url, { fresh })), { code: 'tls' });
      assert.equal(requests.length, 0);
    });

    it(`are checked all the same, through a proxy${fresh ? ', on a connection of its own' : ''}`, async (t) => {
      const { port, requests } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
      const proxy = await serveProxy(t);
      const transport = transportWith({ environment: { HTTPS_PROXY: proxy.url } });
      await assert.rejects(transport(request(`https://127.0.0.1:${port}/`, { fresh })), { code: 'tls' });
      assert.equal(requests.length, 0);
      assert.equal(proxy.asked.length, 1);
    });
  }

  it('of a proxy are checked as well', async (t) => {
    const { port, requests } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
    const environment = { HTTPS_PROXY: `https://127.0.0.1:${port}`, HTTP_PROXY: `https://127.0.0.1:${port}` };
    for (const url of ['https://dev.service.example/', 'http://dev.service.example/'])
      await assert.rejects(transportWith({ environment })(request(url)), { code: 'tls' });
    assert.equal(requests.length, 0);
  });
});
