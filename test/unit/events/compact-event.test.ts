import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type CompactEvent, compactEvent, compactTypes } from '../../../src/events/compact-event.ts';
import { eventTable } from '../../../src/events/event-table.ts';
import { readEvent } from '../../../src/events/read-event.ts';

const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];
const read = (event: unknown) => readEvent(event, { organisations });
const events = compactTypes.map((type) => compactEvent(type) as CompactEvent);

const schema = JSON.parse(readFileSync(new URL('../../../docs/event.schema.json', import.meta.url), 'utf8'));
const accepts = new Ajv2020({ allErrors: true }).compile(schema);

test('every event that says what has changed has a form of ids alone, and no other one has', () => {
  const silent = [...eventTable].filter(
    ([type]) => read({ eventType: type, resource: {} }).outcome === 'ignored',
  );
  assert.deepEqual(
    [...compactTypes, ...silent.map(([type]) => type)].toSorted(),
    [...eventTable.keys()].toSorted(),
  );
  for (const event of events) {
    const { outcome, touched } = read(event);
    assert.equal(outcome, 'taken', event.eventType);
    assert.ok(touched.length > 0, event.eventType);
  }
  assert.equal(compactEvent('constructor'), undefined);
});

test('numbers may be texts, as a pipeline’s expressions make them', () => {
  const asTexts = (value: unknown): unknown => {
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(asTexts);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asTexts(inner)]));
  };
  for (const event of events) {
    assert.deepEqual(read(asTexts(event)), read(event), event.eventType);
    assert.ok(accepts(asTexts(event)), event.eventType);
  }
});

/** Copies of an event that lack one of its members each, at any depth. */
const lacking = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    return [rest, ...lacking(inner).map((less) => ({ ...value, [name]: less }))];
  });
};

test('the schema takes what says what has changed, and refuses what does not', () => {
  let refused = 0;
  for (const event of events) {
    assert.ok(accepts(event), event.eventType);
    for (const less of lacking(event)) {
      const says = read(less).outcome === 'taken';
      assert.equal(accepts(less), says, JSON.stringify(less));
      if (!says) refused += 1;
    }
  }
  assert.ok(refused > events.length);
});
