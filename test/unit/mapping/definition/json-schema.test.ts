import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mappingJsonSchema } from '../../../../src/mapping/definition/json-schema.ts';
import { kinds } from '../support/mapping.ts';

const described = new Map(
  [...kinds].map(([name, kind]) => [
    name,
    {
      ...kind,
      summary: `A ${name}.`,
      docs: { requests: '', fields: {}, options: { includedFiles: 'Files to add.' } },
    },
  ]),
);
const schema = mappingJsonSchema(described);
const validate = new Ajv2020({ strict: false }).compile(schema);

const document = (
  kind: string,
  selector: object,
  mappings: object = { identifier: '.id', blueprint: '"x"' },
) => ({
  resources: [{ kind, selector, port: { entity: { mappings } } }],
});

describe('the JSON Schema of mapping files', () => {
  const good = [
    document('project', { query: 'true' }),
    document('project', { query: true, defaultTeam: 'true', exportEnvVariables: {} }),
    document('repository', { query: 'true', includedFiles: ['README.md'], defaultTeam: true }),
    document(
      'project',
      { query: 'true' },
      { identifier: 5, blueprint: '"x"', properties: { a: true }, relations: null },
    ),
    { entityDeletionThreshold: '0.5', deleteDependentEntities: 'false', specPath: 'x', resources: [] },
  ];
  for (const mapping of good) {
    it(`takes ${JSON.stringify(mapping)}`, () =>
      assert.equal(validate(mapping), true, JSON.stringify(validate.errors)));
  }

  const bad = [
    {},
    document('repositroy', { query: 'true' }),
    document('project', { query: 'true', includedFiles: [] }),
    document('work-item', { query: 'true', expand: 'Some' }),
    document('project', { query: 'true' }, { identifier: '.id' }),
    document('project', { query: 'true' }, { identifier: '.id', blueprint: '"x"', properties: { a: {} } }),
    { entityDeletionThreshold: 2, resources: [] },
  ];
  for (const mapping of bad)
    it(`refuses ${JSON.stringify(mapping)}`, () => assert.equal(validate(mapping), false));

  it('describes the kinds and their options', () => {
    const text = JSON.stringify(schema);
    assert.ok(text.includes('{"const":"repository","description":"A repository."}'));
    assert.ok(text.includes('Files to add.'));
  });
});
