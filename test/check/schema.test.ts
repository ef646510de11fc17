import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { kinds } from '../../src/kinds/registry.ts';
import { mappingJsonSchema } from '../../src/mapping/definition/json-schema.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import { readYaml } from '../../src/mapping/definition/read-yaml.ts';
import { mapping as defaultMapping } from '../../src/port/defaults/mapping.ts';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const text = (path: string) => readFileSync(at(path), 'utf8');
const published = JSON.parse(text('docs/mapping.schema.json'));
const validate = new Ajv2020({ strictTypes: false, strictTuples: false, allErrors: true }).compile(published);

const documentOf = (yaml: string): unknown => {
  const read = readYaml(yaml);
  assert.ok('document' in read);
  return read.document;
};

const examples = [
  ...readdirSync(at('examples/kinds')).map((kind) => `examples/kinds/${kind}/mapping.yaml`),
  ...readdirSync(at('examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /mapping[^/]*\.ya?ml$/.test(name) && !name.startsWith('kinds'))
    .map((name) => `examples/${name}`),
];

describe('the published JSON Schema of mapping files', () => {
  test('is what the validating definition makes', () => {
    assert.deepEqual(published, JSON.parse(JSON.stringify(mappingJsonSchema(kinds))));
  });

  for (const path of examples)
    test(`takes ${path}`, () => {
      assert.ok(validate(documentOf(text(path))), JSON.stringify(validate.errors));
    });

  test('takes the default mapping, and the mappings of the guide', () => {
    assert.ok(validate(defaultMapping), JSON.stringify(validate.errors));
    for (const [, yaml = ''] of text('docs/mapping.md').matchAll(/```yaml\n(.*?)```/gs))
      assert.ok(validate(documentOf(yaml)), JSON.stringify(validate.errors));
  });

  const mappings = (more: string) => `{identifier: .id, blueprint: '"x"'${more}}`;
  const resource = (rest: string) => `resources: [{${rest}}]`;
  const good = `port: {entity: {mappings: ${mappings('')}}}`;
  const malformed = {
    'no resources': 'branch: main',
    'resources that are no list': 'resources: {kind: project}',
    'a number for a resource': 'resources: [7]',
    'a kind that does not exist': resource(`kind: repositry, ${good}`),
    'no kind': resource(good),
    'no port': resource('kind: project'),
    'an empty list of mappings': resource('kind: project, port: {entity: {mappings: []}}'),
    'no identifier': resource(`kind: project, port: {entity: {mappings: {blueprint: '"x"'}}}`),
    'no blueprint': resource('kind: project, port: {entity: {mappings: {identifier: .id}}}'),
    'an object for a property': resource(
      `kind: project, port: {entity: {mappings: ${mappings(', properties: {a: {b: .c}}')}}}`,
    ),
    'a list for a relation': resource(
      `kind: project, port: {entity: {mappings: ${mappings(', relations: {a: []}')}}}`,
    ),
    'a search query without rules': resource(
      `kind: project, port: {entity: {mappings: ${mappings(`, relations: {a: {combinator: '"and"'}}`)}}}`,
    ),
    'a list for the selector': resource(`kind: project, selector: {query: []}, ${good}`),
    'an option out of its range': resource(
      `kind: pull-request, selector: {query: true, maxResults: -1}, ${good}`,
    ),
    'an option of no such value': resource(`kind: work-item, selector: {query: true, expand: Some}, ${good}`),
    'a flag that is none': `deleteDependentEntities: maybe\n${resource(`kind: project, ${good}`)}`,
    'a threshold above 1': `entityDeletionThreshold: 2\n${resource(`kind: project, ${good}`)}`,
  };
  for (const [what, yaml] of Object.entries(malformed))
    test(`refuses ${what}, as a run does`, () => {
      assert.throws(() => parseMapping({ text: yaml }, kinds, { from: 'inline' }));
      assert.equal(validate(documentOf(yaml)), false);
    });

  const misspelt = {
    'the root': `deleteDependantEntities: true\n${resource(`kind: project, ${good}`)}`,
    'a resource': resource(`kind: project, selectr: {}, ${good}`),
    'a selector': resource(`kind: repository, selector: {query: true, includedFile: [a]}, ${good}`),
    'a mapping': resource(`kind: project, port: {entity: {mappings: ${mappings(', propertys: {}')}}}`),
  };
  for (const [where, yaml] of Object.entries(misspelt))
    test(`refuses a misspelt key in ${where}, of which a run warns`, () => {
      assert.equal(parseMapping({ text: yaml }, kinds, { from: 'inline' }).warnings.length, 1);
      assert.equal(validate(documentOf(yaml)), false);
    });
});
