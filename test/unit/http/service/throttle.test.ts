import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { adviceOf } from '../../../../src/http/service/advice.ts';
import { createService } from '../../../../src/http/service/service.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../../../src/http/types.ts';
import { type Log, silent } from '../../../../src/lib/log.ts';
import { type VirtualClock, virtualClock } from '../../../emulators/kit/clock.ts';
import { answer, get } from '../support/scripted.ts';

type Reply = (request: HttpRequest, number: number) => HttpResponse;

/** A service whose answers take `latency` ms, with what was sent when. */
function slowService(
  reply: Reply,
  options: { latency?: number | ((number: number) => number); maxConcurrency?: number; log?: Log } = {},
) {
  const { latency = 100, maxConcurrency = 64, log = silent } = options;
  const clock = virtualClock();
  const begun = clock.now();
  const times: number[] = [];
  const transport: Transport = async (request) => {
    const number = times.push(clock.now() - begun) - 1;
    await clock.sleep(typeof latency === 'number' ? latency : latency(number));
    return reply(request, number);
  };
  const service = createService({
    name: 'Service',
    transport,
    clock,
    log,
    maxConcurrency,
    requestTimeoutSeconds: 60,
    random: () => 1,
  });
  const sendMany = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => service.send(get(`https://service.example/${i}`))));
  return { clock, service, sendMany, times, elapsed: () => clock.now() - begun };
}

/** Sizes of rounds: all requests take equally long, so that those of a round start at the same time. */
const rounds = (times: number[]): number[] => {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
  return [...counts.values()];
};

const ok: Reply = () => answer(200);

describe('parallelism', () => {
  it('starts modest, and grows to the limit set while the service is quick', async () => {
    const { sendMany, times, service } = slowService(ok, { maxConcurrency: 40 });
    await sendMany(16 + 32 + 40 + 40);
    assert.deepEqual(rounds(times), [16, 32, 40, 40]);
    assert.equal(service.stats().peakConcurrency, 40);
  });

  it('stays below a limit smaller than its start', async () => {
    const { sendMany, times } = slowService(ok, { maxConcurrency: 3 });
    await sendMany(9);
    assert.deepEqual(rounds(times), [3, 3, 3]);
  });

  it('does not grow where fewer are wanted', async () => {
    const { sendMany, times } = slowService(ok);
    for (let i = 0; i < 40; i++) await sendMany(2);
    await sendMany(100);
    assert.equal(rounds(times)[40], 16);
  });

  it('halves once for a burst of refusals, then grows by one in a round', async () => {
    const burst = (number: number) => number >= 16 && number < 22;
    const { sendMany, times } = slowService(
      (_, number) => (burst(number) ? answer(503, { 'retry-after': '1' }) : answer(200)),
      { maxConcurrency: 32 },
    );
    await sendMany(200);
    assert.deepEqual(rounds(times).slice(0, 6), [16, 32, 16, 17, 18, 19]);
  });

  it('halves when a delay is announced on an answer', async () => {
    const { sendMany, times } = slowService((_, number) =>
      number === 0 ? answer(200, { 'retry-after': '1' }) : answer(200),
    );
    await sendMany(16 + 8 + 9 + 10);
    assert.deepEqual(rounds(times), [16, 8, 9, 10]);
  });

  it('shrinks when answers take much longer than they did', async () => {
    const { sendMany, times } = slowService(ok, {
      maxConcurrency: 32,
      latency: (number) => (number < 80 ? 100 : 5000),
    });
    await sendMany(80 + 200);
    assert.deepEqual(rounds(times).slice(0, 3), [16, 32, 32]);
    assert.ok(Math.max(...rounds(times).slice(6)) <= 16, String(rounds(times)));
  });

  it('requests start in the order in which they were asked for', async () => {
    const order: string[] = [];
    const { sendMany } = slowService((request) => {
      order.push(request.url.split('/').pop() ?? '');
      return answer(200);
    });
    await sendMany(50);
    assert.deepEqual(
      order,
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
  });
});

/** Sends ten at once, eight of them in flight, and one more a second later; the answer of the first asks for something. */
async function pausedBy(advice: (clock: VirtualClock) => HttpResponse) {
  const lines: string[] = [];
  const log = { ...silent, info: (line: string) => void lines.push(line) };
  const slow = slowService((_, number) => (number === 0 ? advice(slow.clock) : answer(200)), {
    maxConcurrency: 8,
    log,
  });
  const first = slow.sendMany(10);
  await slow.clock.sleep(1000);
  await Promise.all([first, slow.service.send(get())]);
  const [wait] = slow.service.stats().waits;
  return { ...slow, lines, wait };
}

describe('what the service asks for', () => {
  it('Retry-After on a 429 holds back every request of the service, to the second', async () => {
    const { times, wait, lines } = await pausedBy(() => answer(429, { 'retry-after': '30' }));
    // Eight, of which the first is refused after 100 ms; the other two, the repetition and the late one wait.
    assert.deepEqual(times.slice(8), [30_100, 30_100, 30_100, 30_100]);
    assert.deepEqual(wait, { reason: 'Retry-After on 429', count: 1, seconds: 30 });
    assert.deepEqual(lines, ['Service: waiting 30 s, until 08:00:30 UTC (Retry-After on 429).']);
  });

  it('a date in Retry-After is honoured', async () => {
    const { times } = await pausedBy((clock) =>
      answer(503, { 'retry-after': new Date(clock.now() + 20_000).toUTCString() }),
    );
    assert.deepEqual([...new Set(times.slice(8))], [20_000]);
  });

  it('a delay announced on a 200 is honoured, and the answer is not asked for again', async () => {
    const { times, wait } = await pausedBy(() =>
      answer(200, { 'retry-after': '5', 'x-ratelimit-resource': 'core', 'x-ratelimit-delay': '0.5' }),
    );
    assert.deepEqual(times.slice(8), [5100, 5100, 5100]);
    assert.equal(wait?.reason, 'delay announced');
    assert.equal(wait?.seconds, 5);
  });

  for (const [what, ahead] of [
    ['ten minutes ahead of', 600_000],
    ['ten minutes behind', -600_000],
  ] as const)
    it(`a date of a service whose clock is ${what} ours is read by its clock`, async () => {
      const theirs = (clock: VirtualClock, seconds: number) => clock.now() + ahead + seconds * 1000;
      const date = (clock: VirtualClock) => ({ date: new Date(theirs(clock, -0.1)).toUTCString() });
      const dated = await pausedBy((clock) =>
        answer(429, { ...date(clock), 'retry-after': new Date(theirs(clock, 29.9)).toUTCString() }),
      );
      assert.deepEqual([...new Set(dated.times.slice(8))], [30_100]);
      const counted = await pausedBy((clock) =>
        answer(429, { ...date(clock), 'x-ratelimit-reset': String(theirs(clock, 29.9) / 1000) }),
      );
      assert.deepEqual([...new Set(counted.times.slice(8))], [30_100]);
    });

  it('of a header that came twice the longer wait counts', async () => {
    const { times } = await pausedBy(() => answer(429, { 'retry-after': '20, 30' }));
    assert.deepEqual([...new Set(times.slice(8))], [30_100]);
  });

  it('a delay in X-RateLimit-Delay alone is honoured', async () => {
    const { times } = await pausedBy(() => answer(200, { 'x-ratelimit-delay': '2.5' }));
    assert.deepEqual(times.slice(8), [2600, 2600, 2600]);
  });

  for (const [form, reset] of [
    ['seconds from now', () => '40'],
    ['seconds since 1970', (clock: VirtualClock) => String(clock.now() / 1000 + 40)],
  ] as const) {
    it(`a 429 without Retry-After waits for X-RateLimit-Reset in ${form}`, async () => {
      const { times } = await pausedBy((clock) => answer(429, { 'x-ratelimit-reset': reset(clock) }));
      assert.deepEqual([...new Set(times.slice(8))], [40_100]);
    });
  }

  it('where nothing remains of the limit, the reset is waited for before the service has to refuse', async () => {
    const { times } = await pausedBy(() =>
      answer(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }),
    );
    assert.deepEqual(times.slice(8), [12_100, 12_100, 12_100]);
  });

  it('the reset of Azure DevOps is no reason to stand still: it announces delays itself', async () => {
    const { times } = await pausedBy(() =>
      answer(200, {
        'x-ratelimit-resource': 'core',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '300',
      }),
    );
    assert.ok(Math.max(...times) <= 1000);
  });

  it('a 429 without any advice holds back every request for a back-off', async () => {
    const { times, wait } = await pausedBy(() => answer(429));
    assert.deepEqual(times.slice(10), [1100, 1100]);
    assert.equal(wait?.reason, 'back-off after 429');
  });

  for (const [header, value] of [
    ['retry-after', '302'],
    ['retry-after', '1000000000'],
    ['retry-after', '1e99'],
    ['retry-after', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ['x-ratelimit-delay', '1000000000'],
    ['x-ratelimit-reset', '9999999999'],
    ['x-ratelimit-reset', '1000000000000'],
  ] as const)
    it(`${header}: ${value} on answers that are kept holds nothing up, and is told once`, async () => {
      const headers = {
        ...(header === 'x-ratelimit-reset' && { 'x-ratelimit-remaining': '0' }),
        [header]: value,
      };
      for (const status of [200, 404]) {
        const lines: string[] = [];
        const note = (line: string) => void lines.push(line);
        const { sendMany, elapsed } = slowService(() => answer(status, headers), {
          log: { ...silent, info: note, warn: note },
        });
        await sendMany(20);
        assert.ok(elapsed() <= 2000, String(elapsed()));
        assert.equal(lines.length, 1);
        assert.match(
          lines[0] ?? '',
          /^Service asks to wait \d+ s \(\d{3} to GET items\), longer than the five minutes/,
        );
      }
    });

  it('an answer that asks for too long a wait still says that the service is busy', async () => {
    const { sendMany, times } = slowService((_, number) =>
      number === 0 ? answer(200, { 'retry-after': '86400' }) : answer(200),
    );
    await sendMany(16 + 8 + 9);
    assert.deepEqual(rounds(times), [16, 8, 9]);
  });

  it('a passing failure that asks for too long a wait is tried again after a back-off', async () => {
    const { sendMany, elapsed, times } = slowService((_, number) =>
      number === 0 ? answer(500, { 'retry-after': '86400' }) : answer(200),
    );
    await sendMany(1);
    assert.equal(times.length, 2);
    assert.equal(elapsed(), 100 + 1000 + 100);
  });

  it('the longest wait that either service counts is kept on a 200, and tells its day where that is not today', async () => {
    const { times, lines } = await pausedBy(() => answer(200, { 'retry-after': '300' }));
    assert.deepEqual([...new Set(times.slice(8))], [300_100]);
    assert.deepEqual(lines, ['Service: waiting 300 s, until 08:05:00 UTC (delay announced).']);
    const note = (line: string) => void lines.push(line);
    const late = slowService(() => answer(200, { 'retry-after': '300' }), { log: { ...silent, info: note } });
    await late.clock.sleep(Date.UTC(2026, 0, 5, 23, 58) - late.clock.now());
    await late.sendMany(1);
    assert.match(lines[1] ?? '', /waiting 300 s, until 2026-01-06 00:03:00 UTC/);
  });

  it('waits that overlap are counted once, and told once', async () => {
    const lines: string[] = [];
    const log = { ...silent, info: (line: string) => void lines.push(line) };
    const { service, sendMany, elapsed } = slowService(
      (_, number) => (number < 8 ? answer(429, { 'retry-after': '10' }) : answer(200)),
      { maxConcurrency: 8, log },
    );
    await sendMany(8);
    assert.deepEqual(service.stats().waits, [{ reason: 'Retry-After on 429', count: 1, seconds: 10 }]);
    assert.equal(lines.length, 1);
    assert.equal(elapsed(), 100 + 10_000 + 200);
  });

  it('back-offs of several requests at the same time count their wall time once', async () => {
    const { service, sendMany } = slowService((_, number) => (number < 4 ? answer(503) : answer(200)));
    await sendMany(4);
    assert.deepEqual(service.stats().waits, [{ reason: 'back-off after 503', count: 4, seconds: 1 }]);
  });

  it('a pause in which nobody waits is not counted as one', async () => {
    const { service, clock } = slowService(() => answer(200, { 'retry-after': '10' }));
    await service.send(get());
    await clock.sleep(60_000);
    await service.send(get());
    assert.deepEqual(service.stats().waits, []);
  });
});

test('a wait beyond all dates ends at the last that there is', () => {
  for (const value of ['1e300', '99999999999999']) {
    const advice = adviceOf(
      { status: 503, headers: { 'retry-after': value }, body: Buffer.alloc(0) } as never,
      0,
    );
    assert.doesNotThrow(() => new Date(advice?.until ?? Number.NaN).toISOString());
  }
});
