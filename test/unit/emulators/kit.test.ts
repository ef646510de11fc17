import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { TransportError } from '../../../src/http/types.ts';
import { realClock, virtualClock } from '../../emulators/kit/clock.ts';
import { createEmulator } from '../../emulators/kit/emulator.ts';
import { seededRandom } from '../../emulators/kit/random.ts';
import { createRouter, unknownRoute } from '../../emulators/kit/router.ts';
import type { Emulator, Fault } from '../../emulators/types.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const items = { value: [{ id: 1, name: 'x'.repeat(2000) }] };

const service = (clock = virtualClock()) => {
  let work = 0;
  const router = createRouter({ unknown: () => ({ status: 404, body: { message: 'no such route' } }) });
  router.on('GET /items', () => {
    work++;
    return { status: 200, body: items };
  });
  router.on('GET /items/{item}', ({ parameters }) => ({ status: 200, body: parameters }));
  router.on('POST /items', (call) => ({ status: 201, body: { received: call.json() } }));
  const emulator = createEmulator({ name: 'test', clock, resolve: router.resolve });
  return { clock, emulator, done: () => work };
};

const request = (method: 'GET' | 'POST' = 'GET', path = '/items', body?: string) => ({
  method,
  url: `https://service.test${path}`,
  headers: {},
  timeout: 1000,
  ...(body !== undefined && { body }),
});

const listening = async (emulator: Emulator) => {
  const server = await emulator.listen();
  closing.push(server.close);
  return server;
};

/** Everything that comes over one raw connection until it ends, and how it ended. */
const raw = async (port: number, headers = '') => {
  const socket = createConnection(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  let code = 'ended';
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code ?? 'error';
  });
  socket.write(`GET /items HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  const received = Buffer.concat(chunks);
  const split = received.indexOf('\r\n\r\n');
  return { code, head: received.subarray(0, split).toString(), body: received.subarray(split + 4) };
};

describe('the transport without sockets', () => {
  it('answers like the service and counts by route', async () => {
    const { emulator, clock } = service();
    const send = emulator.transport(clock);
    const answer = await send(request('GET', '/items/a%2Fb'));
    assert.deepEqual(JSON.parse(answer.body.toString()), { item: 'a/b' });
    await send(request('POST', '/items', '{"a":1}'));
    await send(request('GET', '/nowhere'));
    assert.deepEqual(emulator.counts(), {
      'GET /items/{item}': 1,
      'POST /items': 1,
      [`GET ${unknownRoute}`]: 1,
    });
    assert.deepEqual(
      emulator.requests.map(({ number, status, requestBody }) => [number, status, requestBody]),
      [
        [1, 200, ''],
        [2, 201, '{"a":1}'],
        [3, 404, ''],
      ],
    );
  });

  const thrown: [Fault, string, number][] = [
    [{ type: 'reset' }, 'reset', 0],
    [{ type: 'reset', afterWork: true }, 'reset', 1],
    [{ type: 'truncated', share: 0.5 }, 'truncated', 1],
    [{ type: 'slow', ms: 5000 }, 'timeout', 1],
  ];
  for (const [fault, code, work] of thrown)
    it(`throws ${code} on ${JSON.stringify(fault)} after ${work} times the work`, async () => {
      const { emulator, clock, done } = service();
      emulator.faults = [{ match: /GET \/items/, fault }];
      await assert.rejects(
        emulator.transport(clock)(request()),
        (error) => error instanceof TransportError && error.code === code,
      );
      assert.equal(done(), work);
      assert.equal(emulator.requests[0]?.fault, fault.type);
    });

  const answered: [Fault, number, string][] = [
    [{ type: 'status', status: 503 }, 503, 'content-type'],
    [{ type: 'sign-in' }, 203, 'content-type'],
    [{ type: 'throttled', retryAfter: 7 }, 429, 'retry-after'],
    [{ type: 'delay-announced', retryAfter: 7 }, 200, 'retry-after'],
    [{ type: 'redirect', location: 'https://other.test/' }, 302, 'location'],
  ];
  for (const [fault, status, header] of answered)
    it(`answers ${status} with ${header} on ${fault.type}`, async () => {
      const { emulator, clock } = service();
      emulator.faults = [{ match: /items/, fault }];
      const answer = await emulator.transport(clock)(request());
      assert.equal(answer.status, status);
      assert.ok(answer.headers[header]);
    });

  it('gives a 200 that is not JSON on malformed', async () => {
    const { emulator, clock } = service();
    emulator.faults = [{ match: /items/, fault: { type: 'malformed' } }];
    const answer = await emulator.transport(clock)(request());
    assert.equal(answer.status, 200);
    assert.throws(() => JSON.parse(answer.body.toString()), SyntaxError);
  });

  it('skips and limits the hits of a rule, and tries rules in order', async () => {
    const { emulator, clock } = service();
    emulator.faults = [
      { match: /items/g, fault: { type: 'status', status: 500 }, skip: 1, times: 2 },
      {
        match: (r) => r.url.host === 'service.test',
        fault: { type: 'status', status: 418 },
        times: Infinity,
      },
    ];
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await emulator.transport(clock)(request())).status);
    assert.deepEqual(statuses, [418, 500, 500, 418]);
  });

  it('takes latency and timeouts from the clock', async () => {
    const { emulator, clock } = service();
    emulator.latency = 300;
    const start = clock.now();
    await emulator.transport(clock)(request());
    assert.equal(clock.now() - start, 300);
    emulator.latency = 3000;
    await assert.rejects(emulator.transport(clock)(request()), { code: 'timeout' });
    assert.equal(clock.now() - start, 1300);
  });

  it('ends as aborted while it waits for the answer', async () => {
    const { emulator, clock } = service();
    emulator.latency = 500;
    const controller = new AbortController();
    const stop = clock.sleep(100).then(() => controller.abort(new Error('enough')));
    await assert.rejects(emulator.transport(clock)({ ...request(), signal: controller.signal }), {
      code: 'aborted',
    });
    await stop;
  });
});

describe('the server on loopback', () => {
  it('compresses when the client accepts it and takes compressed bodies', async () => {
    const { emulator } = service(virtualClock());
    const { url } = await listening(emulator);
    const answer = await fetch(`${url}/items`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
      body: gzipSync('{"a":1}'),
    });
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(await answer.json(), { received: { a: 1 } });
  });

  it('resets the connection for real', async () => {
    const { emulator } = service();
    const { port } = await listening(emulator);
    emulator.faults = [{ match: /items/, fault: { type: 'reset' } }];
    assert.equal((await raw(port)).code, 'ECONNRESET');
  });

  it('cuts a plain body short of its content length', async () => {
    const { emulator } = service();
    const { port } = await listening(emulator);
    emulator.faults = [{ match: /items/, fault: { type: 'truncated', share: 0.5 } }];
    const { head, body } = await raw(port);
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    assert.equal(announced, JSON.stringify(items).length);
    assert.equal(body.length, Math.floor(announced / 2));
  });

  it('cuts a compressed body so that it cannot be read', async () => {
    const { emulator } = service();
    const { port } = await listening(emulator);
    emulator.faults = [{ match: /items/, fault: { type: 'truncated', share: 0.5 } }];
    const { head, body } = await raw(port, 'Accept-Encoding: gzip\r\n');
    assert.match(head, /content-encoding: gzip/i);
    assert.throws(() => gunzipSync(body), { code: 'Z_BUF_ERROR' });
  });

  it('keeps a connection open for the next request', async () => {
    const { emulator } = service(virtualClock());
    const { port } = await listening(emulator);
    const socket = createConnection(port, '127.0.0.1');
    for (let i = 0; i < 3; i++) {
      socket.write('GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n');
      await once(socket, 'data');
    }
    assert.equal(socket.destroyed, false);
    socket.destroy();
    assert.deepEqual(emulator.counts(), { 'GET /items/{item}': 3 });
  });
});

describe('the virtual clock', () => {
  it('wakes sleepers in order of their time, then of falling asleep', async () => {
    const clock = virtualClock({ start: 0 });
    const woken: string[] = [];
    const nap = (name: string, ms: number) =>
      clock.sleep(ms).then(() => woken.push(`${name}@${clock.now()}`));
    await Promise.all([nap('a', 50), nap('b', 10), nap('c', 50), nap('d', 10)]);
    assert.deepEqual(woken, ['b@10', 'd@10', 'a@50', 'c@50']);
    assert.equal(clock.jumps(), 2);
  });

  it('does not pass while work goes on in the event loop', async () => {
    const clock = virtualClock({ start: 0 });
    const late = clock.sleep(1_000_000);
    for (let i = 0; i < 50; i++) {
      await new Promise(setImmediate);
      await clock.sleep(1);
    }
    assert.equal(clock.now(), 50);
    await late;
    assert.equal(clock.now(), 1_000_000);
  });

  it('stands still while it is held', async () => {
    const clock = virtualClock({ start: 0 });
    const nap = clock.sleep(1000);
    const seen = await clock.hold(realClock.sleep(30).then(() => clock.now()));
    assert.equal(seen, 0);
    await nap;
    assert.equal(clock.now(), 1000);
  });

  it('stands still while files are read', async () => {
    const clock = virtualClock({ start: 0 });
    const nap = clock.sleep(1000);
    for (let i = 0; i < 20; i++) await readFile(import.meta.filename);
    assert.equal(clock.now(), 0);
    await nap;
    assert.equal(clock.now(), 1000);
  });

  it('stands still while it is told of other work', async () => {
    let working = true;
    const clock = virtualClock({ start: 0, busy: () => working });
    const nap = clock.sleep(1000);
    await realClock.sleep(20);
    assert.equal(clock.now(), 0);
    working = false;
    await nap;
    assert.equal(clock.now(), 1000);
  });

  it('rejects an aborted sleep with the reason and forgets the sleeper', async () => {
    const clock = virtualClock({ start: 0 });
    const controller = new AbortController();
    const nap = clock.sleep(1000, controller.signal);
    controller.abort(new Error('stop'));
    await assert.rejects(nap, /stop/);
    assert.equal(clock.sleepers(), 0);
    await assert.rejects(clock.sleep(1, controller.signal), /stop/);
  });

  it('runs hundreds of sleepers the same way twice', async () => {
    const run = async () => {
      const clock = virtualClock({ start: 0 });
      const trace: string[] = [];
      const worker = async (id: number) => {
        for (let i = 1; i < 20; i++) {
          await clock.sleep(((id * 7919 + i * 104729) % 997) + 1);
          trace.push(`${id}:${clock.now()}`);
        }
      };
      await Promise.all(Array.from({ length: 300 }, (_, id) => worker(id)));
      return trace.join(' ');
    };
    assert.equal(await run(), await run());
  });
});

describe('the seeded generator', () => {
  const draws = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 1000 }, () => random.integer(1, 6));
  };

  it('repeats itself for a seed and differs between seeds', () => {
    assert.deepEqual(draws(7), draws(7));
    assert.notDeepEqual(draws(7), draws(8));
  });

  it('reaches both ends of a range and nothing beyond', () => {
    assert.deepEqual([...new Set(draws(1))].sort(), [1, 2, 3, 4, 5, 6]);
  });

  it('forks streams that depend on the seed and the label only', () => {
    const [one, other] = [seededRandom(3), seededRandom(3)];
    one.next();
    assert.equal(one.fork('faults').next(), other.fork('faults').next());
    assert.notEqual(one.fork('faults').next(), one.fork('sizes').next());
  });

  it('shuffles without losing any', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = seededRandom(5).shuffle(items);
    assert.notDeepEqual(shuffled, items);
    assert.deepEqual(
      shuffled.toSorted((a, b) => a - b),
      items,
    );
  });
});
