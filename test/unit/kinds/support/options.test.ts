import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as z from 'zod/mini';
import { kinds } from '../../../../src/kinds/registry.ts';

const parse = (kind: string, selector: Record<string, unknown>) =>
  z.safeParse(z.object(kinds.get(kind)?.options ?? {}), selector);

/** Every option that is true or false: kind, name, and what the kind cannot do without. */
const booleans = [...kinds.values()].flatMap(({ name: kind, options }) =>
  Object.keys(options)
    .map((name) => [kind, name, kind === 'file' ? { files: { path: 'a' } } : {}] as const)
    .filter(([, name, needed]) => typeof parse(kind, { ...needed, [name]: true }).data?.[name] === 'boolean'),
);

const set = (options: Record<string, unknown> = {}) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));

describe('selector options', () => {
  for (const [kind, selector, options] of [
    ['team', {}, { includeMembers: false, includeAreaPaths: false }],
    ['team', { includeMembers: 'True' }, { includeMembers: true, includeAreaPaths: false }],
    ['pull-request', {}, { minTimeInDays: 7, maxResults: 100 }],
    ['pull-request', { maxResults: '5' }, { minTimeInDays: 7, maxResults: 5 }],
    ['repository', { includedFiles: 'README.md' }, { includedFiles: ['README.md'] }],
    ['work-item', { wiql: null }, { wiql: null, expand: 'All' }],
    ['release-definition', {}, { expand: 'environments' }],
    ['file', { files: { path: 'a' } }, { files: { path: ['a'] }, includedFiles: [] }],
    ['work-item', { wiql: ' \n' }, { wiql: undefined, expand: 'All' }],
    ['folder', {}, { folders: [], includedFiles: [] }],
    ['folder', { folders: null }, { folders: [], includedFiles: [] }],
    ['area-path', { depth: null }, { depth: null }],
    ['pull-request', { maxResults: ' +1_000 ', minTimeInDays: '05' }, { minTimeInDays: 5, maxResults: 1000 }],
    ['wiki', { apiVersion: 7.1 }, { apiVersion: '7.1', includeContent: false }],
  ] as const) {
    it(`of ${kind} take ${JSON.stringify(selector)}`, () => {
      assert.deepEqual(parse(kind, selector).data, options);
    });
  }

  for (const [kind, selector] of [
    ['team', { includeMembers: 'maybe' }],
    ['pull-request', { minTimeInDays: 0 }],
    ['build', { maxResults: -1 }],
    ['build', { maxResults: 1.5 }],
    ['work-item', { expand: 'Everything' }],
    ['user', { source: 'ldap' }],
    ['file', {}],
    ['team', { includeMembers: 2 }],
    ['team', { includeMembers: '' }],
    ['pull-request', { maxResults: '0_0' }],
    ['folder', { folders: [{}] }],
    ['file', { files: { path: ['a', '*'.repeat(4_097)] } }],
    ['folder', { folders: [{ path: 'a'.repeat(4_097) }] }],
    ['advanced-security-alert', { criteria: { severity: ['dreadful'] } }],
  ] as const) {
    it(`of ${kind} refuse ${JSON.stringify(selector)}`, () => {
      assert.equal(parse(kind, selector).success, false);
    });
  }

  const yes = ['true', 'TRUE', 'yes', 'Yes', 'on', 'y', 't', '1', ' on\n', 1, 1.0, true];
  const no = ['false', 'False', 'no', 'NO', 'off', 'n', 'f', '0', 0, -0, false];
  for (const [spellings, meant] of [
    [yes, true],
    [no, false],
  ] as const)
    it(`take ${spellings.map((one) => JSON.stringify(one)).join(', ')} for ${meant}, whatever the kind`, () => {
      for (const [kind, name, needed] of booleans)
        for (const spelling of spellings)
          assert.equal(parse(kind, { ...needed, [name]: spelling }).data?.[name], meant, `${kind}.${name}`);
    });

  it('without a value are not set, whatever the kind', () => {
    for (const { name: kind, options } of kinds.values()) {
      const needed = kind === 'file' ? { files: { path: 'a' } } : {};
      const without = set(parse(kind, needed).data);
      for (const name of Object.keys(options)) {
        if (name in needed) continue;
        const where = `${kind}.${name}`;
        const { data, error } = parse(kind, { ...needed, [name]: null });
        assert.ok(data, `${where}: ${error?.message}`);
        // Null is not one of the values for the reference either.
        if (where !== 'release-definition.expand') assert.deepEqual(set(data), without, where);
      }
    }
  });

  it('of every kind can be written down as a JSON Schema', () => {
    for (const { name, options } of kinds.values()) {
      assert.ok(z.toJSONSchema(z.object(options), { io: 'input' }).properties, name);
    }
  });
});
