import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kinds } from '../../../../src/kinds/registry.ts';
import type { EntityMapping, Resource } from '../../../../src/mapping/types.ts';
import type { UnreadParts } from '../../../../src/report/unread.ts';
import { planTargets } from '../../../../src/sync/catalog/mapping-target.ts';
import { carrierOf, couldBeUnder } from '../../../../src/sync/reconcile/attribution.ts';
import { holdsOf } from '../../../../src/sync/reconcile/holds.ts';
import { mapping } from '../support.ts';

const A = '0a000000-0000-4000-8000-00000000000a';
const B = '0b000000-0000-4000-8000-00000000000b';
const X = '0c000000-0000-4000-8000-00000000000c';

const resource = (kind: string, entity: Partial<EntityMapping>, index = 0): Resource => ({
  ...{ index, kind, query: 'true', options: {} },
  entities: [{ identifier: '.id', blueprint: '"thing"', ...entity }],
});

const carrier = (kind: string, entity: Partial<EntityMapping>, list: string, ...others: Resource[]) => {
  const [target] = planTargets(mapping([resource(kind, entity), ...others]));
  assert.ok(target);
  return carrierOf(target, kinds.get(kind), list);
};

describe('which parent an entity was under', () => {
  it('shows in an identifier that has the parent’s id', () => {
    const branch = carrier('branch', { identifier: '.__repository.id + "/" + .name' }, 'repositories');
    assert.equal(couldBeUnder(branch, A, { identifier: `${A}/main` }), true);
    assert.equal(couldBeUnder(branch, A, { identifier: `${B}/main` }), false);
  });

  it('shows in a relation of an item with one parent, where Port holds a GUID', () => {
    const board = carrier('board', { relations: { project: '.__project.id' } }, 'projects');
    assert.equal(couldBeUnder(board, A, { identifier: X, relations: { project: B } }), false);
    for (const project of [A, 'Payments', null, undefined, [B]])
      assert.equal(couldBeUnder(board, A, { identifier: X, relations: { project } }), true, String(project));
  });

  it('does not show in a relation where one item is listed under several parents', () => {
    const iteration = { relations: { team: '.__team.id', project: '.__project.id' } };
    assert.deepEqual(carrier('iteration', iteration, 'project teams').relations, []);
    assert.deepEqual(carrier('iteration', iteration, 'projects').relations, ['project']);
  });

  it('does not show in a relation where items of several parents can be one entity', () => {
    const byName = { identifier: '.name', relations: { project: '.__project.id' } };
    assert.deepEqual(carrier('board', byName, 'projects').relations, []);
  });

  it('does not show in a relation that another resource writes too', () => {
    const board = { relations: { project: '.__project.id' } };
    const other = resource('repository', { relations: { project: '.name' } }, 1);
    assert.deepEqual(carrier('board', board, 'projects', other).relations, []);
  });

  it('does not show where an element of the item has the name of the parent’s field', () => {
    const [target] = planTargets(
      mapping([
        {
          ...resource('branch', { identifier: '.__repository.id' }),
          itemsToParse: { expression: '.x', name: '__repository', topLevelTransform: true },
        },
      ]),
    );
    assert.ok(target);
    assert.equal(carrierOf(target, kinds.get('branch'), 'repositories').identifier, false);
  });

  it('is found by a short id outside of GUIDs', () => {
    const stage = carrier(
      'pipeline-stage',
      { identifier: '.__project.id + "/" + (.__build.id | tostring)' },
      'builds',
    );
    assert.equal(couldBeUnder(stage, '12', { identifier: `${A}/12` }), true);
    assert.equal(couldBeUnder(stage, '12', { identifier: `${A}/112` }), true);
    assert.equal(couldBeUnder(stage, '12', { identifier: '0a121212-0000-4000-8000-00000000000a/7' }), false);
  });
});

describe('what is held back', () => {
  const [branches, items] = [
    resource('branch', { identifier: '.__repository.id + "/" + .name' }),
    resource('work-item', { identifier: '.__project.id + "/" + (.id | tostring)' }),
  ];
  const reason = (of: Resource, unread: UnreadParts, identifier: string) => {
    const holds = holdsOf('thing', planTargets(mapping([of])), kinds, { unread: () => unread });
    return holds.all ?? holds.of({ identifier });
  };
  const under = (...parents: [list: string, id: string][]) => ({
    anything: false,
    parts: [{ part: { parents: parents.map(([list, id]) => ({ list, id })) }, error: new Error('x') }],
  });

  it('is nothing where all was read', () => {
    assert.equal(reason(branches, { anything: false, parts: [] }, `${A}/main`), undefined);
  });

  it('is everything where it is not known what was not read', () => {
    assert.match(reason(branches, { anything: true, parts: [] }, `${A}/main`)?.reason ?? '', /in full/);
  });

  it('is what is of the parent that was not read', () => {
    const unread = under(['repositories', A], ['projects', X]);
    assert.match(reason(branches, unread, `${A}/main`)?.reason ?? '', /1 list/);
    assert.equal(reason(branches, unread, `${B}/main`), undefined);
  });

  it('is everything of a kind whose items move, but for a single item', () => {
    assert.match(reason(items, under(['projects', A]), `${B}/7`)?.reason ?? '', /1 list/);
    assert.match(reason(items, under(['the item', '7'], ['projects', A]), `${B}/7`)?.reason ?? '', /1 item/);
    assert.equal(reason(items, under(['the item', '7'], ['projects', A]), `${B}/8`), undefined);
  });
});

describe('very many unread parts and entities', () => {
  const guid = (n: number) => `0a111111-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

  /** Times that a part is looked at, for twice as many entities as there are parts. */
  function looks(count: number): number {
    let looked = 0;
    const parts = Array.from({ length: count }, (_, i) => ({
      error: undefined,
      part: {
        get parents() {
          looked += 1;
          return [{ list: 'repositories', id: guid(i) }];
        },
      },
    }));
    const branch = resource('branch', { identifier: '.__repository.id + "/" + .name' });
    const unread = (): UnreadParts => ({ parts, anything: false });
    const holds = holdsOf('thing', planTargets(mapping([branch])), kinds, { unread });
    const held = Array.from({ length: 2 * count }, (_, i) => holds.of({ identifier: `${guid(i)}/main` }));
    assert.equal(held.filter(Boolean).length, count);
    return looked;
  }

  it('cost as much as both together, and not one times the other', () => {
    const [some, twice] = [looks(50), looks(100)];
    assert.ok(twice <= 2.5 * some, `${some}, then ${twice} looks`);
  });
});
