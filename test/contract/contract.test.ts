import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import { type Audit, audit } from './support/audit.ts';
import { everyOption } from './support/every-option.ts';
import { exceptions } from './support/exceptions.ts';
import { judge, type Rule } from './support/findings.ts';
import { recordedItems, recordedRun } from './support/recorded.ts';
import { loadSpecifications, specificationFolder } from './support/specifications.ts';

const folder = specificationFolder();
const skip =
  folder === undefined &&
  "Microsoft's specifications are not at hand: API_SPECS may name the folder that holds azure-devops/";

const run = { organisation: { now: new Date(Date.UTC(2026, 0, 5)) } };

describe("against Microsoft's published specifications", () => {
  let result: Audit;
  const open = (...rules: Rule[]) =>
    judge(
      result.findings.filter(({ rule }) => rules.includes(rule)),
      exceptions,
    ).open;

  before(async () => {
    if (folder === undefined) return;
    const all = await recordedRun(everyOption, run);
    const tagged = await recordedRun([{ kind: 'project' }], { ...run, excludedTags: ['sandbox'] });
    const single = await recordedItems(everyOption, run);
    result = audit([...all, ...tagged, ...single], loadSpecifications(folder));
  });

  test('the run is one with all kinds and all their options', { skip }, () => {
    for (const { name, options } of kinds.values()) {
      const wanted = everyOption.filter(({ kind }) => kind === name);
      const used = new Set(wanted.flatMap((one) => Object.keys({ ...one.options })));
      assert.ok(wanted.length > 0, name);
      assert.deepEqual(
        Object.keys(options).filter((option) => !used.has(option)),
        [],
        name,
      );
    }
  });

  test('every request is one that they describe: method, path, query, version and body', { skip }, () => {
    assert.deepEqual(open('path', 'query', 'value', 'version', 'accept', 'body'), []);
  });

  test('every answer of the emulator has the schema that they give', { skip }, () => {
    assert.deepEqual(open('answer'), []);
  });

  test('every property of an answer stands in a schema or in a published sample', { skip }, () => {
    assert.deepEqual(open('unknown property'), []);
  });

  test('every property of a published sample is in an answer, and of the same type', { skip }, () => {
    assert.deepEqual(open('sample', 'sample type'), []);
  });

  test('no exception stands there without need', { skip }, (context) => {
    const { used } = judge(result.findings, exceptions);
    assert.deepEqual(
      exceptions.filter((one) => !used.has(one)),
      [],
    );
    const { requests, routes, operations, answers, withSamples } = result.figures;
    context.diagnostic(
      `${requests} requests on ${routes} routes and ${answers} answers checked against ${operations} operations, ` +
        `${withSamples} of them with samples; ${used.size} exceptions`,
    );
  });
});
