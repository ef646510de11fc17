import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { emptyReport } from '../../../src/report/empty.ts';
import { printableJson, renderJson } from '../../../src/summary/json.ts';
import * as fixture from './fixture.ts';
import { hostileReport, hostileTexts } from './hostile.ts';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[] };

const schema: Schema = JSON.parse(
  readFileSync(new URL('../../../docs/summary.schema.json', import.meta.url), 'utf8'),
);

/** The same schema, with nothing allowed that it does not name. */
const closed = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(closed);
  if (part === null || typeof part !== 'object') return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, closed(inner)]));
  return copy.type === 'object' ? { ...copy, additionalProperties: false } : copy;
};

const ajv = new Ajv2020({ allErrors: true });
const compile = (part: Schema): ValidateFunction => ajv.compile(part) as ValidateFunction;
formats.default(ajv);
const open = compile(schema);
const strict = compile({ ...(closed(schema) as Schema), $id: 'urn:closed:1' });
const change = compile({ $ref: 'urn:closed:1#/$defs/change' });

const accepts = (validate: ValidateFunction, value: unknown): void =>
  assert.ok(validate(value), ajv.errorsText(validate.errors));

const { syncReport, planReport, checkReport, quietReport, failedReport, cancelledReport, wholeReport } =
  fixture;

test('the schema knows every field of a report', () => {
  const empty = emptyReport(syncReport.tool, syncReport.run);
  for (const report of [
    syncReport,
    planReport,
    checkReport,
    quietReport,
    failedReport,
    cancelledReport,
    wholeReport,
    empty,
  ])
    accepts(strict, JSON.parse(renderJson(report)));
});

test('the schema knows every field of a change', () => {
  accepts(change, fixture.wholeChange);
  for (const sample of fixture.samples) for (const example of sample.examples) accepts(change, example);
});

test('hostile text is valid text', () => {
  for (const text of hostileTexts) {
    accepts(strict, JSON.parse(renderJson(hostileReport(text))));
  }
});

test('a report written by a later version of the same schema is accepted', () => {
  accepts(open, { ...syncReport, later: 1, run: { ...syncReport.run, later: 1 } });
});

/** Every property that the schema names along with the values that the samples have there. */
const unmet = (part: Schema, values: unknown[], path: string): string[] => {
  const target = typeof part.$ref === 'string' ? resolve(part.$ref) : part;
  const items = target.items as Schema | undefined;
  if (items)
    return unmet(
      items,
      values.flatMap((value) => (Array.isArray(value) ? value : [])),
      `${path}[]`,
    );
  return Object.entries(target.properties ?? {}).flatMap(([key, inner]) => {
    const met = values.flatMap((value) => {
      const found = (value as Record<string, unknown> | undefined)?.[key];
      return found === undefined ? [] : [found];
    });
    return met.length === 0 ? [`${path}.${key}`] : unmet(inner, met, `${path}.${key}`);
  });
};
const resolve = (pointer: string): Schema =>
  (schema.$defs as Record<string, Schema>)[pointer.replace('#/$defs/', '')] ?? {};

test('the schema names no field that a report does not have', () => {
  assert.deepEqual(unmet(schema, [wholeReport], 'report'), []);
  assert.deepEqual(unmet(resolve('#/$defs/change'), [fixture.wholeChange], 'change'), []);
});

test('the schema is no rubber stamp: a report without a field, or with the wrong type, is refused', () => {
  for (const key of schema.required ?? []) {
    assert.equal(strict({ ...syncReport, [key]: undefined }), false, key);
    assert.equal(strict({ ...syncReport, [key]: Symbol.iterator.toString() }), false, key);
  }
});

test('printable JSON holds the same value and nothing invisible or acting', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...hostileTexts), (value, text) => {
      const json = printableJson({ value, text });
      assert.doesNotMatch(json, /##|\p{Cc}|\p{Bidi_Control}/u);
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ value, text })));
    }),
  );
});
