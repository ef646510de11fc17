import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartialItem } from '../../../src/kinds/types.ts';
import { identityOf, isIdentified } from '../../../src/mapping/identity.ts';
import type { Resource } from '../../../src/mapping/types.ts';

const resource = (more: Partial<Resource> & { identifier?: string; blueprint?: string }): Resource => {
  const { identifier = '.id', blueprint = '"thing"', ...rest } = more;
  return { index: 0, kind: 'k', query: 'true', options: {}, entities: [{ identifier, blueprint }], ...rest };
};

const known = new PartialItem({ id: 'a', name: 'A', __project: { id: 'p' } }, new Error('no more'));

for (const [title, parts, decided] of [
  ['what is known', {}, true],
  ['a member of what is known', { identifier: '.__project.id + .id' }, true],
  ['a member of what is known that is not there', { identifier: '.__project.owner // .id' }, true],
  ['a field that is not known', { identifier: '.id + .__repository.id' }, false],
  ['a field that is not known, in the selector', { query: '.fields["System.State"] != "Removed"' }, false],
  ['a field that is not known, in the blueprint', { blueprint: 'if .type then "a" else "b" end' }, false],
  ['the whole item', { query: 'tostring | test("x")' }, false],
  ['an expression that is not understood', { query: 'def f: .id; f == "a"' }, false],
] as const)
  test(`an item is ${decided ? '' : 'not '}identified where its identity needs ${title}`, () => {
    assert.equal(isIdentified(identityOf(resource(parts)), known), decided);
  });

test('a list that is taken apart has to be known, the name of its elements is', () => {
  const itemsToParse = { expression: '.parts', name: 'part', topLevelTransform: true };
  const identity = identityOf(resource({ itemsToParse, identifier: '.part.id' }));
  assert.equal(isIdentified(identity, known), false);
  assert.equal(isIdentified(identity, new PartialItem({ id: 'a', parts: [{ id: 'b' }] })), true);
});

test('a member that is known in part only decides by what is known of it', () => {
  const file = new PartialItem({ file: { path: 'a.yml' }, repo: { id: 'r' } }, new Error('no text'), [
    'file',
  ]);
  const byPath = identityOf(resource({ identifier: '.repo.id + "/" + .file.path' }));
  const byText = identityOf(resource({ identifier: '.file.content.parsed.name' }));
  const whole = identityOf(resource({ identifier: '.file | tostring' }));
  assert.deepEqual(
    [byPath, byText, whole].map((identity) => isIdentified(identity, file)),
    [true, false, false],
  );
});
