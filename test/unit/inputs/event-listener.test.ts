import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEventListener } from '../../../src/inputs/event-listener.ts';

const of = (text: string) => readEventListener({ OCEAN__EVENT_LISTENER: text });

test('an event listener is read from JSON, and keys of other listeners are passed over', () => {
  const usual = { resyncOnStart: true, interval: 60 };
  assert.deepEqual(of('{"brokers":"b-1,b-2","type":"POLLING"}'), { type: 'POLLING', ...usual });
  assert.deepEqual(of('{"type":"KAFKA","consumer_poll_timeout":3}'), { type: 'KAFKA', ...usual });
  assert.deepEqual(of(' {"type":"once"} '), { type: 'ONCE', ...usual });
  assert.deepEqual(of('{"type":"POLLING","interval":30,"resync_on_start":false}'), {
    type: 'POLLING',
    resyncOnStart: false,
    interval: 30,
  });
  assert.equal(of('{"type":"POLLING","resyncOnStart":"False"}')?.resyncOnStart, false);
});

test('its type alone will do, or a variable for each key', () => {
  assert.equal(of('WEBHOOKS_ONLY')?.type, 'WEBHOOKS_ONLY');
  const environment = {
    OCEAN__EVENT_LISTENER__TYPE: 'POLLING',
    OCEAN__EVENT_LISTENER__INTERVAL: '120',
    OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
  };
  assert.deepEqual(readEventListener(environment), {
    type: 'POLLING',
    resyncOnStart: false,
    interval: 120,
  });
});

test('no listener is named where there is none, or an empty one', () => {
  assert.equal(readEventListener({}), undefined);
  assert.equal(of('  '), undefined);
});

test('an interval that is none is the usual one, and one out of reason is brought into it', () => {
  for (const [given, interval] of [
    ['"soon"', 60],
    ['0', 60],
    ['-1', 60],
    ['null', 60],
    ['0.001', 5],
    ['1e12', 86_400],
  ] as const)
    assert.equal(of(`{"type":"POLLING","interval":${given}}`)?.interval, interval, given);
});

test('what is no listener says what is wrong with it', () => {
  assert.throws(() => of('{"type":"POLLNG"}'), /"POLLNG" is not one of POLLING, KAFKA, WEBHOOK, ONCE,/);
  assert.throws(() => of('{"brokers":"b-1"}'), /It has no type/);
  assert.throws(() => of('{"type":'), /It is not JSON/);
  assert.throws(() => of('$(LISTENER)'), /is not one of/);
});
