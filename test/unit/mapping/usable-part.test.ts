import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMapper } from '../../../src/mapping/mapper.ts';
import { usablePart } from '../../../src/mapping/usable-part.ts';
import { parseText } from './support/mapping.ts';

const options = { environment: {}, timeLimitSeconds: 5, maxWorkers: 1 };

test('of a mapping, what compiles is left: fields, each of its own entity, and resources that are still something', async () => {
  const { mapping } = parseText(`
resources:
  - kind: project
    port:
      entity:
        mappings:
          - {identifier: .id, blueprint: '"a"', title: .x |, properties: {a: .a, b: foo(, "c d": foo(}, relations: {r: foo(, s: .s}}
          - {identifier: .id, blueprint: '"b"', title: .x, team: {combinator: '"and"', rules: [{value: foo(}, {value: bar(}]}}
  - kind: project
    port: {entity: {mappings: [{identifier: .id, blueprint: '"a"'}, {identifier: foo(, blueprint: '"b"'}]}}
  - kind: project
    port: {entity: {mappings: {identifier: .id, blueprint: '"a"'}}}
`);
  const mapper = createMapper(mapping, options);
  const { resources } = usablePart(mapping, await mapper.check());
  await mapper.close();
  assert.deepEqual(resources[0]?.entities, [
    {
      identifier: '.id',
      blueprint: '"a"',
      properties: { a: '.a' },
      relations: { s: '.s' },
      omitted: ['title', 'properties.b', 'properties.c d', 'relations.r'],
    },
    { identifier: '.id', blueprint: '"b"', title: '.x', omitted: ['team'] },
  ]);
  assert.equal(resources[0]?.unusable, undefined);
  assert.equal(resources[1]?.unusable, 'resources[1].port.entity.mappings[1].identifier');
  assert.deepEqual(resources[2], mapping.resources[2]);
});

test('a mapping that compiles is as it was', () => {
  const { mapping } = parseText('resources: []');
  assert.equal(usablePart(mapping, []), mapping);
});
