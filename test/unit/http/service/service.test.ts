import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createService, type ServiceOptions } from '../../../../src/http/service/service.ts';
import { type HttpRequest, RetryBudgetError, TransportError } from '../../../../src/http/types.ts';
import { type Log, silent } from '../../../../src/lib/log.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import { answer, broken, get, scripted } from '../support/scripted.ts';

type Script = ReturnType<typeof scripted>;

function serviceOn({ transport }: Pick<Script, 'transport'>, more: Partial<ServiceOptions> = {}) {
  const clock = virtualClock();
  const service = createService({
    name: 'Service',
    transport,
    clock,
    log: silent,
    maxConcurrency: 32,
    requestTimeoutSeconds: 60,
    random: () => 1,
    ...more,
  });
  return { clock, service };
}

const recording = (): { log: Log; lines: string[] } => {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, log: { ...silent, debug: note, info: note, warn: note } };
};

const post = (more = {}) => get(undefined, { method: 'POST', idempotent: false, ...more });

describe('retries', () => {
  for (const trouble of [answer(408), answer(500), answer(502), answer(503), answer(504), answer(429)]) {
    it(`an idempotent request is sent again after a ${trouble.status}`, async () => {
      const script = scripted(trouble, answer(200));
      const { service } = serviceOn(script);
      assert.equal((await service.send(get())).status, 200);
      assert.equal(script.sent.length, 2);
      assert.equal(service.stats().retries, 1);
    });
  }

  for (const code of ['reset', 'timeout', 'truncated', 'refused', 'dns'] as const) {
    it(`an idempotent request is sent again after the transport error "${code}"`, async () => {
      const script = scripted(broken(code), answer(200));
      assert.equal((await serviceOn(script).service.send(get())).status, 200);
      assert.equal(script.sent.length, 2);
    });
  }

  for (const code of ['reset', 'timeout', 'truncated'] as const) {
    it(`a request that may have arrived is not repeated after "${code}" when that could do harm`, async () => {
      const script = scripted(broken(code), answer(200));
      await assert.rejects(serviceOn(script).service.send(post()), { name: 'TransportError', code });
      assert.equal(script.sent.length, 1);
    });
  }

  it('a request that did not arrive is sent again whatever it is', async () => {
    const script = scripted(broken('refused'), answer(429), answer(200));
    assert.equal((await serviceOn(script).service.send(post())).status, 200);
    assert.equal(script.sent.length, 3);
  });

  it('a 503 to a request that is not idempotent is handed back', async () => {
    const script = scripted(answer(503), answer(200));
    assert.equal((await serviceOn(script).service.send(post())).status, 503);
    assert.equal(script.sent.length, 1);
  });

  for (const status of [200, 204, 302, 400, 401, 403, 404, 409, 501]) {
    it(`an answer of ${status} is handed back at once`, async () => {
      const script = scripted(answer(status));
      assert.equal((await serviceOn(script).service.send(get())).status, status);
      assert.equal(script.sent.length, 1);
    });
  }

  for (const status of [408, 500])
    it(`a ${status} to a request that is not idempotent is handed back`, async () => {
      const script = scripted(answer(status), answer(200));
      assert.equal((await serviceOn(script).service.send(post())).status, status);
      assert.equal(script.sent.length, 1);
    });

  it('a certificate that is not trusted is not tried again', async () => {
    const script = scripted(broken('tls'));
    await assert.rejects(serviceOn(script).service.send(get()), { code: 'tls' });
    assert.equal(script.sent.length, 1);
  });

  it('the last answer is handed back after six attempts, the waits doubling up to the ceiling', async () => {
    const script = scripted(answer(200), answer(503));
    const { clock, service } = serviceOn(script);
    const begun = clock.now();
    await service.send(get());
    assert.equal((await service.send(get())).status, 503);
    assert.equal(script.sent.length, 1 + 6);
    assert.equal(clock.now() - begun, 1000 + 2000 + 4000 + 8000 + 16_000);
  });

  it('a service that never answered anything is given up after three attempts', async () => {
    const script = scripted(broken('dns'));
    await assert.rejects(serviceOn(script).service.send(get()), TransportError);
    assert.equal(script.sent.length, 3);
  });

  it('the wait before another try is anything up to the ceiling', async () => {
    const script = scripted(answer(503), answer(200));
    const { clock, service } = serviceOn(script, { random: () => 0.25 });
    const begun = clock.now();
    await service.send(get());
    assert.equal(clock.now() - begun, 250);
  });

  it('what is not idempotent takes a connection of its own', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script);
    await service.send(get());
    await service.send(post());
    assert.deepEqual(
      script.sent.map(({ fresh }) => fresh ?? false),
      [false, true],
    );
  });
});

describe('what one try more may heal', () => {
  const isUsable = ({ body }: { body: Buffer }) => body.toString() === 'whole';
  const cut = answer(200, {}, 'who');
  const whole = answer(200, {}, 'whole');
  const lot = (count: number) => Array.from({ length: count }, () => get(undefined, { isUsable }));

  it('a status that the route answers on purpose is handed back at once', async () => {
    const script = scripted(answer(500));
    assert.equal((await serviceOn(script).service.send(get(undefined, { final: [500] }))).status, 500);
    assert.equal(script.sent.length, 1);
  });

  it('a few 500s are borne, four at the most', async () => {
    const three = scripted(answer(500), answer(500), answer(500), answer(200));
    assert.equal((await serviceOn(three).service.send(get())).status, 200);
    assert.equal(three.sent.length, 4);
    const all = scripted(answer(500));
    const { clock, service } = serviceOn(all);
    const begun = clock.now();
    assert.equal((await service.send(get())).status, 500);
    assert.equal(all.sent.length, 4);
    assert.equal(clock.now() - begun, 1000 + 2000 + 4000);
    assert.equal(service.stats().retries, 3);
  });

  it('a route that answers 500 to every try is tried once after three requests, others go on as before', async () => {
    const script = scripted(answer(500));
    const { service } = serviceOn(script);
    for (let i = 0; i < 10; i++) await service.send(get());
    assert.equal(script.sent.length, 3 * 4 + 7);
    await service.send(get(undefined, { route: 'another' }));
    assert.equal(script.sent.length, 3 * 4 + 7 + 4);
  });

  it('a route whose 500s heal is tried again for ever', async () => {
    let count = 0;
    const script = scripted(() => answer(count++ % 2 === 0 ? 500 : 200));
    const { service } = serviceOn(script);
    for (let i = 0; i < 20; i++) assert.equal((await service.send(get())).status, 200);
    assert.equal(script.sent.length, 40);
  });

  it('500s and the others do not end the run as a service that is beyond hope does', async () => {
    const script = scripted(answer(200), answer(500));
    const { clock, service } = serviceOn(script, { retryBudget: 10 });
    for (let i = 0; i < 50; i++) {
      await service.send(get());
      await clock.sleep(5000);
    }
  });

  it('an answer that cannot be used is asked for again, where that does no harm', async () => {
    const script = scripted(cut, whole);
    const { service } = serviceOn(script);
    assert.equal((await service.send(get(undefined, { isUsable }))).body.toString(), 'whole');
    assert.equal(script.sent.length, 2);
    assert.equal(service.stats().retries, 1);
    const once = scripted(cut, whole);
    assert.equal((await serviceOn(once).service.send(post({ isUsable }))).body.toString(), 'who');
    assert.equal(once.sent.length, 1);
  });

  it('one that never can be used is handed back after four tries, and after three such requests at once', async () => {
    const script = scripted(cut);
    const { service } = serviceOn(script);
    for (const request of lot(10)) assert.equal((await service.send(request)).body.toString(), 'who');
    assert.equal(script.sent.length, 3 * 4 + 7);
  });

  it('only what succeeded is looked at', async () => {
    const script = scripted(answer(404, {}, 'who'));
    assert.equal((await serviceOn(script).service.send(get(undefined, { isUsable }))).status, 404);
    assert.equal(script.sent.length, 1);
  });

  it('an answer that no other try changes is handed back at once, whatever its status', async () => {
    const script = scripted(answer(503, { 'retry-after': '60' }, 'stopped'));
    const { clock, service } = serviceOn(script, {
      isFinal: ({ status, body }) => status === 503 && body.toString() === 'stopped',
      retryBudget: 30,
    });
    const begun = clock.now();
    for (let i = 0; i < 5; i++) assert.equal((await service.send(get())).status, 503);
    assert.equal(script.sent.length, 5);
    assert.equal(clock.now(), begun);
  });
});

describe('a 401 to what the credential has read before', () => {
  const of = (scope: string, route = scope) => get(undefined, { scope, route });

  it('is tried again, on the same route and on another one of the same scope', async () => {
    for (const second of [of('code', 'repositories'), of('code', 'refs')]) {
      const script = scripted(answer(200), answer(401), answer(200));
      const { service } = serviceOn(script);
      await service.send(of('code', 'repositories'));
      assert.equal((await service.send(second)).status, 200);
      assert.equal(script.sent.length, 3);
      assert.equal(service.stats().retries, 1);
    }
  });

  it('that stays is handed back as one that came after it was taken, with no more tries after three such requests', async () => {
    const script = scripted(answer(200), answer(401));
    const { service } = serviceOn(script);
    await service.send(of('code'));
    for (let i = 0; i < 10; i++) {
      const { status, takenBefore } = await service.send(of('code'));
      assert.deepEqual([status, takenBefore], [401, true]);
    }
    assert.equal(script.sent.length, 1 + 3 * 4 + 7);
  });

  it('the first of a scope is handed back at once, for itself, whatever other scopes gave', async () => {
    const script = scripted(answer(200), answer(401));
    const { service } = serviceOn(script);
    await service.send(of('code'));
    for (let i = 0; i < 3; i++) {
      const { status, takenBefore } = await service.send(of('release'));
      assert.deepEqual([status, takenBefore], [401, undefined]);
    }
    assert.equal(script.sent.length, 1 + 3);
  });

  it('is not believed healed by an answer that says nothing of the credential', async () => {
    const script = scripted(answer(404), answer(401));
    const { service } = serviceOn(script);
    await service.send(of('code'));
    assert.equal((await service.send(of('code'))).takenBefore, undefined);
    assert.equal(script.sent.length, 2);
  });

  it('is tried again after the credential was renewed, where that did not help', async () => {
    let renewals = 0;
    const script = scripted(answer(200), answer(401), answer(401), answer(200));
    const { service } = serviceOn(script, { renew: async () => void renewals++ });
    await service.send(of('code'));
    assert.equal((await service.send(of('code'))).status, 200);
    assert.equal(renewals, 1);
    assert.equal(script.sent.length, 4);
  });
});

describe('the retry budget', () => {
  it('ends all requests once nothing succeeded for so long, naming the service and what it answered last', async () => {
    const script = scripted(answer(200), answer(503));
    const { clock, service } = serviceOn(script, { retryBudget: 60 });
    await service.send(get());
    const begun = clock.now();
    const keepAsking = async () => {
      for (;;) await service.send(get());
    };
    const results = await Promise.allSettled([keepAsking(), keepAsking(), keepAsking()]);
    for (const result of results) {
      assert.equal(result.status, 'rejected');
      assert.ok(result.reason instanceof RetryBudgetError);
      assert.match(result.reason.message, /Service has failed for \d+ s .* 503 to GET items/);
    }
    const took = clock.now() - begun;
    assert.ok(took >= 60_000 && took <= 90_000, String(took));
    const before = script.sent.length;
    await assert.rejects(service.send(get()), RetryBudgetError);
    assert.equal(script.sent.length, before);
  });

  it('a success between starts it anew', async () => {
    let count = 0;
    const script = scripted(() => (count++ % 4 === 3 ? answer(200) : answer(503)));
    const { clock, service } = serviceOn(script, { retryBudget: 10 });
    const begun = clock.now();
    for (let i = 0; i < 10; i++) assert.equal((await service.send(get())).status, 200);
    assert.equal(script.sent.length, 40);
    assert.equal(clock.now() - begun, 10 * (1000 + 2000 + 4000));
  });

  it('time in which nothing is asked of the service does not count', async () => {
    const script = scripted(answer(200), answer(503));
    const { clock, service } = serviceOn(script, { retryBudget: 70 });
    await service.send(get());
    assert.equal((await service.send(get())).status, 503);
    await clock.sleep(3_600_000);
    // 31 s of failing each: the third goes beyond the budget.
    assert.equal((await service.send(get())).status, 503);
    await clock.sleep(3_600_000);
    await assert.rejects(service.send(get()), RetryBudgetError);
  });

  it('a wait that is not longer is begun, also when the service had failed before it asked', async () => {
    const script = scripted(answer(200), answer(503), answer(429, { 'retry-after': '300' }), answer(200));
    const { clock, service } = serviceOn(script, { retryBudget: 300 });
    await service.send(get());
    const begun = clock.now();
    assert.equal((await service.send(get())).status, 200);
    assert.equal(clock.now() - begun, 301_000);
  });

  it('what comes right after a wait that was kept has another chance, whatever came first', async () => {
    const wait = answer(429, { 'retry-after': '300' });
    const script = scripted(wait, wait, answer(200), answer(200));
    const { clock, service } = serviceOn(script, { retryBudget: 300 });
    const begun = clock.now();
    const answers = await Promise.all([service.send(get()), service.send(get())]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(clock.now() - begun, 300_000);
    const limited = scripted(wait, wait, wait, answer(200), answer(200));
    const again = serviceOn(limited, { retryBudget: 300 });
    await Promise.all([again.service.send(get()), again.service.send(get())]);
    assert.equal(limited.sent.length, 5);
  });

  it('a service that does nothing but ask for waits is given up', async () => {
    const script = scripted(answer(429, { 'retry-after': '60' }));
    const { clock, service } = serviceOn(script, { retryBudget: 300 });
    const begun = clock.now();
    await assert.rejects(service.send(get()), RetryBudgetError);
    assert.equal(clock.now() - begun, 360_000);
  });

  it('a wait longer than it is not begun', async () => {
    const script = scripted(answer(429, { 'retry-after': '3600' }));
    const { log, lines } = recording();
    const { clock, service } = serviceOn(script, { retryBudget: 300, maxConcurrency: 1, log });
    const begun = clock.now();
    const asked = [service.send(get()), service.send(get())];
    await assert.rejects(Promise.any(asked), AggregateError);
    await assert.rejects(asked[0] as Promise<unknown>, /asks to wait another 3600 s/);
    assert.equal(clock.now(), begun);
    assert.equal(script.sent.length, 1);
    assert.doesNotMatch(lines.join('\n'), /waiting/);
  });
});

describe('the credential', () => {
  it('is renewed once on a 401, whoever meets it, and the requests are sent again', async () => {
    let token = 'old';
    let renewals = 0;
    const script = scripted((request: HttpRequest) =>
      answer(request.headers.authorization === 'new' ? 200 : 401),
    );
    const { service } = serviceOn(script, {
      authorize: async () => ({ authorization: token }),
      renew: async () => {
        renewals++;
        token = 'new';
      },
    });
    const answers = await Promise.all([1, 2, 3].map(() => service.send(get())));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(renewals, 1);
    assert.equal(script.sent.length, 6);
  });

  it('one that is refused from the start is renewed once, not for every request', async () => {
    let renewals = 0;
    const script = scripted(answer(401));
    const { service } = serviceOn(script, {
      authorize: async () => ({}),
      renew: async () => void renewals++,
    });
    for (let i = 0; i < 5; i++) assert.equal((await service.send(get())).status, 401);
    assert.equal(renewals, 1);
    assert.equal(script.sent.length, 6);
  });

  it('one that is good elsewhere is renewed once where it is refused, however often that is asked for', async () => {
    let renewals = 0;
    const transport = async ({ url }: HttpRequest) => {
      if (!url.endsWith('/forbidden')) return answer(200);
      // The credential, however new, is taken by others meanwhile.
      await service.send(get('https://service.example/free'));
      return answer(401);
    };
    const { service } = serviceOn(
      { transport },
      {
        authorize: async () => ({ authorization: `token-${renewals}` }),
        renew: async () => {
          if (++renewals > 10) throw new Error('renewed for ever');
        },
      },
    );
    const forbidden = get('https://service.example/forbidden', { route: 'forbidden' });
    for (let i = 0; i < 3; i++) assert.equal((await service.send(forbidden)).status, 401);
    assert.equal(renewals, 1);
  });

  it('one that expires again later is renewed again', async () => {
    let renewals = 0;
    const script = scripted(answer(200), answer(401), answer(200), answer(401), answer(200));
    const { service } = serviceOn(script, { renew: async () => void renewals++ });
    for (let i = 0; i < 3; i++) assert.equal((await service.send(get())).status, 200);
    assert.equal(renewals, 2);
  });

  it('a failure to sign is the failure of the request, and gives its place back', async () => {
    let sound = false;
    const { service } = serviceOn(scripted(answer(200)), {
      maxConcurrency: 1,
      authorize: async () => {
        if (!sound) throw new Error('no token');
        return {};
      },
    });
    await assert.rejects(service.send(get()), /no token/);
    sound = true;
    assert.equal((await service.send(get())).status, 200);
  });
});

describe('bodies', () => {
  it('objects are sent as JSON, text and bytes as they are', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script);
    await service.send(post({ body: { a: 1 } }));
    await service.send(post({ body: 'a=1', headers: { 'Content-Type': 'text/plain' } }));
    assert.equal(script.sent[0]?.body, '{"a":1}');
    assert.equal(script.sent[0]?.headers['content-type'], 'application/json');
    assert.equal(script.sent[1]?.body, 'a=1');
    assert.equal(script.sent[1]?.headers['content-type'], 'text/plain');
  });

  it('a long list of heavy elements is sent in pieces of 64 KB', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script);
    const body = { entities: Array.from({ length: 20 }, (_, i) => ({ i, text: '“€'.repeat(6000) })) };
    await service.send(post({ body }));
    const pieces = script.sent[0]?.body as string[];
    assert.equal(pieces.join(''), JSON.stringify(body));
    assert.ok(pieces.length > 3 && pieces.every(({ length }) => length <= 2 ** 16));
    assert.equal(script.sent[0]?.headers['content-length'], String(Buffer.byteLength(pieces.join(''))));
    assert.equal(service.stats().bytesSent, Buffer.byteLength(JSON.stringify(body)));
  });

  it('an empty list, lists beside others and lists themselves are JSON', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script);
    const bodies = [{ a: [] }, { a: [1, undefined, [2]] }, { a: [1], b: 2 }, [[1, 2]], [], {}, null];
    for (const body of bodies) await service.send(post({ body }));
    assert.deepEqual(
      script.sent.map(({ body }) => body),
      bodies.map((body) => JSON.stringify(body)),
    );
  });

  it('large ones are compressed where the service takes it', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script, { compressOver: 1000 });
    const large = { text: 'x'.repeat(5000) };
    await service.send(post({ body: large }));
    await service.send(post({ body: { small: true } }));
    assert.equal(script.sent[0]?.headers['content-encoding'], 'gzip');
    assert.deepEqual(JSON.parse(gunzipSync(script.sent[0]?.body as Buffer).toString()), large);
    assert.equal(script.sent[1]?.headers['content-encoding'], undefined);
    assert.ok(service.stats().bytesSent < 1000);
  });

  it('a long list in pieces is compressed as one', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script, { compressOver: 1000 });
    const body = { entities: Array.from({ length: 20 }, (_, i) => ({ i, text: 'x'.repeat(10_000) })) };
    await service.send(post({ body }));
    assert.deepEqual(JSON.parse(gunzipSync(script.sent[0]?.body as Buffer).toString()), body);
  });
});

describe('stopping', () => {
  const stopped = new Error('stopped');

  it('ends requests, back-offs, announced waits and those in the queue with the reason', async () => {
    const stop = new AbortController();
    const hanging = (request: HttpRequest) =>
      new Promise<never>((_, reject) => {
        request.signal?.addEventListener('abort', () => reject(broken('aborted')));
      });
    const service = (script: Script, maxConcurrency = 32) =>
      serviceOn(script, { signal: stop.signal, maxConcurrency }).service;
    const busy = service(scripted(hanging), 1);
    const all = [
      busy.send(get()),
      busy.send(get()),
      service(scripted(answer(200), hanging))
        .send(get())
        .then(() => busy.send(get())),
    ];
    setImmediate(() => stop.abort(stopped));
    for (const result of await Promise.allSettled(all)) {
      assert.equal(result.status, 'rejected');
      assert.equal(result.reason, stopped);
    }
  });

  it('a wait that the service asked for ends at once', async () => {
    const stop = new AbortController();
    const script = scripted(answer(503, { 'retry-after': '100' }));
    const { clock, service } = serviceOn(script, { signal: stop.signal });
    const begun = clock.now();
    void clock.sleep(5000).then(() => stop.abort(stopped));
    await assert.rejects(service.send(get()), stopped);
    assert.equal(clock.now() - begun, 5000);
  });

  it('a back-off ends at once', async () => {
    const stop = new AbortController();
    const script = scripted(broken('reset'));
    const { clock, service } = serviceOn(script, { signal: stop.signal });
    const begun = clock.now();
    void clock.sleep(300).then(() => stop.abort(stopped));
    await assert.rejects(service.send(get()), stopped);
    assert.equal(clock.now() - begun, 300);
  });

  it('what is on its way may be answered a while longer, and nothing more is sent', async () => {
    const stop = new AbortController();
    const abandon = new AbortController();
    const given = new Error('given up');
    const clock = virtualClock();
    const slow = (ms: number) => (request: HttpRequest) =>
      clock.sleep(ms, request.signal).then(() => answer(ms === 100 ? 200 : 503));
    const script = scripted(slow(100), slow(150), slow(9_000));
    const { service } = serviceOn(script, {
      clock,
      maxConcurrency: 3,
      signal: stop.signal,
      abandon: abandon.signal,
    });
    const all = Promise.allSettled([1, 2, 3, 4].map(() => service.send(get())));
    await clock.sleep(50);
    stop.abort(stopped);
    await clock.sleep(500);
    abandon.abort(given);
    const [answered, failed, hanging, queued] = await all;
    assert.equal(answered?.status, 'fulfilled');
    for (const [result, reason] of [
      [failed, stopped],
      [hanging, given],
      [queued, stopped],
    ] as const)
      assert.equal(result?.status === 'rejected' && result.reason, reason);
    assert.equal(script.sent.length, 3);
  });

  it('a request that brings its own signal is sent after the service was stopped', async () => {
    const script = scripted(answer(200));
    const { service } = serviceOn(script, { signal: AbortSignal.abort(stopped) });
    await assert.rejects(service.send(get()), stopped);
    const own = new AbortController().signal;
    assert.equal((await service.send(get(undefined, { signal: own }))).status, 200);
    assert.equal(script.sent.length, 1);
  });
});

describe('statistics and log', () => {
  it('requests are counted by method and route, with failures, bytes and durations', async () => {
    const script = scripted(answer(200, {}, 'abc'), answer(404, {}, 'no'), broken('tls'));
    const { service } = serviceOn(script);
    await service.send(get());
    await service.send(get());
    await assert.rejects(service.send(get(undefined, { route: 'other' })));
    const { requests, routes, bytesReceived } = service.stats();
    assert.equal(requests, 3);
    assert.equal(bytesReceived, 5);
    assert.deepEqual(
      routes.map(({ method, route, requests, failures }) => ({ method, route, requests, failures })),
      [
        { method: 'GET', route: 'items', requests: 2, failures: 1 },
        { method: 'GET', route: 'other', requests: 1, failures: 1 },
      ],
    );
  });

  it('the log says method, URL and status, and nothing that is secret', async () => {
    const { log, lines } = recording();
    const { service } = serviceOn(scripted(answer(200, { secret: 'S3' }, 'S3')), {
      log,
      authorize: async () => ({ authorization: 'S3' }),
    });
    await service.send(
      get('https://user:S3@service.example/items?code=S3&api-version=7.1', {
        method: 'POST',
        body: 'S3',
      }),
    );
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^POST https:\/\/service\.example\/items\?.*api-version=7\.1: 200, 0 ms$/);
    assert.doesNotMatch(lines.join('\n'), /S3/);
  });
});
