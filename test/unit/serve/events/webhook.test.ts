import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Touched } from '../../../../src/events/types.ts';
import { type WebhookOptions, webhookRoutes } from '../../../../src/serve/events/webhook.ts';
import type { ServedRequest } from '../../../../src/serve/http/http-server.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';

const credentials = { username: 'port', password: 'a secret of events' };
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const event = {
  eventType: 'workitem.created',
  resource: { id: 5 },
  resourceContainers: { project: { id: 'be9b3917-87e6-42a4-a549-2bc06a7a878f' } },
};

const webhook = (options: Partial<WebhookOptions> = {}) => {
  const taken: Touched[] = [];
  const outcomes: string[] = [];
  const routes = webhookRoutes({
    credentials,
    organisations: [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }],
    clock: virtualClock(),
    isEnding: () => false,
    refuses: () => true,
    take: (touched) => taken.push(...touched) > 0,
    received: (type, outcome) => void outcomes.push(`${type} ${outcome}`),
    ...options,
  });
  const post = async (body: unknown, authorization?: string, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request: ServedRequest = {
      headers: { 'content-length': `${text.length}`, ...(authorization && { authorization }), ...headers },
      query: new URLSearchParams(),
      body: async (most) => (text.length > most ? 'too large' : Buffer.from(text)),
    };
    return (await routes['POST */integration/webhook']?.(request))?.status;
  };
  return { post, taken, outcomes };
};

const right = basic('port:a secret of events');

test('an event with the credentials is taken, and answered with 200', async () => {
  const { post, taken, outcomes } = webhook();
  assert.equal(await post(event, right), 200);
  assert.equal(taken.length, 1);
  assert.deepEqual(outcomes, ['workitem.created taken']);
});

test('a header that is missing, of another scheme, or with another name or secret is refused', async () => {
  const { post, taken, outcomes } = webhook();
  const wrong = [
    undefined,
    '',
    `Bearer ${right.slice(6)}`,
    basic('port:a secret of event'),
    basic('port:'),
    basic('other:a secret of events'),
    basic('a secret of events'),
    'Basic',
    'Basic ????',
  ];
  for (const header of wrong) assert.equal(await post(event, header), 401, header);
  assert.deepEqual(taken, []);
  assert.deepEqual([...new Set(outcomes)], ['none refused']);
});

test('all that is authentic is answered with 200, whatever it is', async () => {
  const { post, taken, outcomes } = webhook();
  const large = JSON.stringify({ ...event, message: 'x'.repeat(2 * 2 ** 20) });
  for (const body of ['', '{', 'null', { eventType: 'new', resource: {} }, { eventType: 7 }, large])
    assert.equal(await post(body, right), 200);
  assert.deepEqual(taken, []);
  assert.deepEqual(outcomes, [
    'other unreadable',
    'other unreadable',
    'other unreadable',
    'other unknown',
    'other unreadable',
    'none too_large',
  ]);
});

test('before the subscriptions have the credentials an event without them is no reason to lose one', async () => {
  const clock = virtualClock();
  const state = { refuses: false };
  const { post, taken } = webhook({ clock, refuses: () => state.refuses });
  assert.equal(await post(event), 200);
  assert.equal(await post(event, basic('port:the secret before')), 200);
  assert.equal(taken.length, 2);
  for (let n = 0; n < 6_000; n += 1) await post(event);
  // Senders without credentials are bounded, and those with them are not.
  assert.equal(await post(event), 503);
  assert.equal(await post(event, right), 200);
  state.refuses = true;
  assert.equal(await post(event), 401);
});

test('an event that did not arrive whole is none that was too large', async () => {
  const outcomes: string[] = [];
  const routes = webhookRoutes({
    credentials: undefined,
    organisations: [],
    clock: virtualClock(),
    isEnding: () => false,
    refuses: () => true,
    take: () => true,
    received: (_, outcome) => void outcomes.push(outcome),
  });
  await routes['POST */integration/webhook']?.({
    headers: {},
    query: new URLSearchParams(),
    body: async () => 'cut off',
  });
  assert.deepEqual(outcomes, ['cut_off']);
});

test('503 where there is no room and when the process ends, so that the service tries again', async () => {
  assert.equal(await webhook({ take: () => false }).post(event, right), 503);
  assert.equal(await webhook({ isEnding: () => true }).post(event, right), 503);
});

test('without a secret everybody may send 32 MB a minute, with it as much as there is', async () => {
  const clock = virtualClock();
  await clock.sleep(60_000 - (clock.now() % 60_000));
  const megabyte = JSON.stringify({ message: 'x'.repeat(2 ** 20) });
  const { post } = webhook({ credentials: undefined, clock });
  for (let n = 0; n < 32; n += 1) assert.equal(await post(megabyte), 200);
  assert.equal(await post(event), 503);
  await clock.sleep(60_000);
  assert.equal(await post(event), 200);
  const known = webhook({ clock });
  for (let n = 0; n < 40; n += 1) assert.equal(await known.post(megabyte, right), 200);
});

test('without a secret everybody may send 6,000 events a minute', async () => {
  const clock = virtualClock();
  await clock.sleep(60_000 - (clock.now() % 60_000));
  const { post } = webhook({ credentials: undefined, clock });
  for (let n = 0; n < 6_000; n += 1) assert.equal(await post(event), 200);
  assert.equal(await post(event), 503);
  await clock.sleep(60_000);
  assert.equal(await post(event), 200);
});
