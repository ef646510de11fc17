import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literal } from '../../../../src/mapping/literal.ts';
import { loadOrder, planTargets } from '../../../../src/sync/catalog/mapping-target.ts';
import { mapping, resource } from '../support.ts';

const order = (...args: Parameters<typeof mapping>) => {
  const m = mapping(...args);
  return loadOrder(m, planTargets(m));
};

test('resources that write different fields of a blueprint load side by side', () => {
  const repository = resource(0, 'repository', [{ properties: { url: '.url' } }]);
  const policy = resource(1, 'repository-policy', [{ properties: { approvers: '.n' } }]);
  assert.deepEqual(order([repository, policy]), [[], []]);
});

test('resources that write the same field of a blueprint load in mapping order', () => {
  const first = resource(0, 'repository', [{ relations: { project: '.p' } }]);
  const other = resource(1, 'team', [{ blueprint: '"team"', relations: { project: '.p' } }]);
  const second = resource(2, 'file', [{ relations: { project: '.q' } }]);
  assert.deepEqual(order([first, other, second]), [[], [], [0]]);
});

test('a computed blueprint can be any', () => {
  const literalOne = resource(0, 'repository', [{ title: '.name' }]);
  const computed = resource(1, 'file', [{ blueprint: '.kind', title: '.name' }]);
  assert.deepEqual(order([literalOne, computed]), [[], [0]]);
});

test('without merging, and without creating missing relations, all load in mapping order', () => {
  const resources = [0, 1, 2].map((i) => resource(i, 'project', [{ blueprint: `"b${i}"` }]));
  assert.deepEqual(order(resources, { enableMergeEntity: false }), [[], [0], [1]]);
  assert.deepEqual(order(resources, { createMissingRelatedEntities: false }), [[], [0], [1]]);
});

test('a literal blueprint is one plain string in either quotes', () => {
  assert.equal(literal('"service"'), 'service');
  assert.equal(literal(" 'service' "), 'service');
  assert.equal(literal('.kind'), undefined);
  assert.equal(literal('"a" + "b"'), undefined);
});

test('what would replace an entity before the one that completes it is not written when that one is not', () => {
  const lacking = { omitted: ['properties.url'] };
  const resources = [
    resource(0, 'repository', [{ title: '.name' }]),
    resource(1, 'team', [{ blueprint: '"team"' }]),
    resource(2, 'file', [lacking, { title: '.name' }]),
    resource(3, 'branch', [{ title: '.name' }]),
  ];
  const withheld = (flags: object) => planTargets(mapping(resources, flags)).map((target) => target.withheld);
  assert.deepEqual(withheld({ enableMergeEntity: false }), [true, false, true, false, false]);
  assert.deepEqual(withheld({}), [false, false, false, false, false]);
});
