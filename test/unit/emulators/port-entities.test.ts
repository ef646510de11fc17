import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oceanDatasource } from '../../emulators/port/emulator.ts';
import { exporter, rule, withCatalog } from './port-helpers.ts';

const one = (more: object = {}) => ({
  identifier: 'i1',
  blueprint: 'item',
  title: 'First',
  properties: { name: 'first', effort: 3 },
  relations: { project: 'p1' },
  ...more,
});

describe('bulk upserts', () => {
  it('creates, then updates, and says which', async () => {
    const { port, upsert } = await withCatalog();
    const first = await upsert('item', [one()]);
    assert.equal(first.status, 200);
    assert.deepEqual(first.body.entities, [{ identifier: 'i1', index: 0, created: true }]);
    const second = await upsert('item', [one()]);
    assert.deepEqual(second.body.entities, [{ identifier: 'i1', index: 0, created: false }]);
    assert.equal(port.writes, 2);
    assert.equal(port.entity('item', 'i1')?.datasource, exporter);
  });

  it('makes an entity that of the integration which wrote it last, with what others wrote on it', async () => {
    const { port, upsert, send, search } = await withCatalog();
    await upsert('item', [one()]);
    const entities = [{ identifier: 'i1', blueprint: 'item', properties: { effort: 5 } }];
    const path = '/v1/blueprints/item/entities/bulk?upsert=true&merge=true';
    await send('POST', path, { entities }, { 'user-agent': oceanDatasource('theirs') });
    assert.deepEqual(port.entity('item', 'i1')?.properties, { name: 'first', effort: 5 });
    for (const [integration, found] of [
      ['ours', []],
      ['theirs', ['i1']],
    ] as const) {
      const { body } = await search('item', [rule('$datasource', '=', oceanDatasource(integration))]);
      assert.deepEqual(
        body.entities.map(({ identifier }: { identifier: string }) => identifier),
        found,
      );
      const owned = await send('POST', '/v1/blueprints/entities/datasource-entities', {
        datasource_prefix: 'port-ocean/azure-devops/',
        datasource_suffix: `/${integration}/exporter`,
      });
      assert.equal(
        owned.body.entities.some(({ identifier }: { identifier: string }) => identifier === 'i1'),
        found.length > 0,
      );
    }
  });

  it('merges what is given and keeps the rest, or replaces all', async () => {
    const { port, upsert } = await withCatalog();
    await upsert('item', [one({ team: 'core', relations: { project: 'p1', watches: ['p2'] } })]);
    const change = { identifier: 'i1', blueprint: 'item', properties: { name: 'new' } };
    await upsert('item', [change], '&merge=true');
    const merged = port.entity('item', 'i1');
    assert.deepEqual(merged?.properties, { name: 'new', effort: 3 });
    assert.deepEqual(merged?.relations, { project: 'p1', parent: null, watches: ['p2'] });
    assert.deepEqual([merged?.title, merged?.team], ['First', ['core']]);
    await upsert('item', [{ ...change, relations: { project: 'p2' } }], '&merge=false');
    const replaced = port.entity('item', 'i1');
    assert.deepEqual(replaced?.properties, { name: 'new' });
    assert.deepEqual(replaced?.relations, { project: 'p2', parent: null, watches: [] });
    assert.deepEqual([replaced?.title, replaced?.team], [null, []]);
    assert.equal(replaced?.createdAt, merged?.createdAt);
  });

  it('refuses entities one by one and writes the others', async () => {
    const { port, upsert } = await withCatalog();
    const { status, body } = await upsert('item', [
      one(),
      one({ identifier: 'i2', properties: { name: 'x', effort: 'three' } }),
      one({ identifier: 'i3', properties: { effort: 3 } }),
      one({ identifier: 'i4', properties: { name: 'x', colour: 'red' } }),
      one({ identifier: 'i5', properties: { name: 'x', type: 'Epic' } }),
      one({ identifier: 'i6', properties: { name: 'x', created: 'yesterday' } }),
      one({ identifier: 'i7', relations: { project: 'gone' } }),
      one({ identifier: 'i8', relations: {} }),
      one({ identifier: 'i9', relations: { project: ['p1'] } }),
      one({ identifier: 'i10', relations: { project: 'p1', owner: 'x' } }),
    ]);
    assert.equal(status, 207);
    assert.deepEqual(body.entities, [{ identifier: 'i1', index: 0, created: true }]);
    assert.deepEqual(
      body.errors.map((e: { identifier: string; index: number; statusCode: number; error: string }) => [
        e.identifier,
        e.index,
        e.statusCode,
        e.error,
      ]),
      [
        ['i2', 1, 422, 'invalid_request'],
        ['i3', 2, 422, 'invalid_request'],
        ['i4', 3, 422, 'invalid_request'],
        ['i5', 4, 422, 'invalid_request'],
        ['i6', 5, 422, 'invalid_request'],
        ['i7', 6, 404, 'not_found'],
        ['i8', 7, 422, 'invalid_request'],
        ['i9', 8, 422, 'invalid_request'],
        ['i10', 9, 422, 'invalid_request'],
      ],
    );
    assert.equal(port.entities('item').length, 1);
  });

  it('takes null for any property that is not required', async () => {
    const { upsert } = await withCatalog();
    const nulls = { name: 'x', effort: null, type: null, created: null };
    assert.equal((await upsert('item', [one({ properties: nulls, title: null, team: null })])).status, 200);
    assert.equal((await upsert('item', [one({ properties: { name: null } })])).status, 207);
  });

  const wholly: [string, object][] = [
    ['an identifier outside the pattern', { identifier: 'a b' }],
    ['an empty identifier', { identifier: '' }],
    ['an identifier that is two dots', { identifier: '..' }],
    ['an identifier that is too long', { identifier: 'x'.repeat(1001) }],
    ['a title that is a list', { title: ['x'] }],
    ['a relation outside the pattern', { relations: { project: 'p 1' } }],
    ['a field that entities do not have', { colour: 'red' }],
  ];
  for (const [what, breach] of wholly)
    it(`refuses the whole bulk for ${what}`, async () => {
      const { port, upsert } = await withCatalog();
      const { status, body } = await upsert('item', [one(), one({ identifier: 'i2', ...breach })]);
      assert.equal(status, 422);
      assert.equal(body.ok, false);
      assert.equal(port.writes, 0);
    });

  it('takes numbers as identifiers and titles, and letters of any script', async () => {
    const { port, upsert } = await withCatalog();
    await upsert('item', [one({ identifier: 5, title: 7 }), one({ identifier: 'größe/日本:+=@' })]);
    assert.equal(port.entity('item', '5')?.title, '7');
    assert.ok(port.entity('item', 'größe/日本:+=@'));
  });

  it('refuses more than 20 entities, more than a megabyte and an unknown blueprint', async () => {
    const { upsert } = await withCatalog();
    const many = (count: number, name: string) =>
      Array.from({ length: count }, (_, i) => one({ identifier: `i${i}`, properties: { name } }));
    assert.equal((await upsert('item', many(20, 'x'))).status, 200);
    assert.equal((await upsert('item', many(21, 'x'))).status, 422);
    assert.equal((await upsert('item', many(20, 'x'.repeat(60_000)))).status, 413);
    assert.equal((await upsert('nothing', many(1, 'x'))).status, 404);
    assert.equal((await upsert('item', [])).status, 422);
  });

  it('creates missing related entities bare when asked, as the writer’s own', async () => {
    const { port, upsert } = await withCatalog();
    const orphan = one({ relations: { project: 'p9', watches: ['p1', 'p8'], parent: 'i0' } });
    assert.equal((await upsert('item', [orphan], '&create_missing_related_entities=true')).status, 200);
    assert.equal(port.entity('project', 'p9')?.datasource, exporter);
    assert.equal(port.entity('project', 'p8')?.title, null);
    assert.deepEqual(port.entity('item', 'i0')?.relations.project, null);
    assert.equal(port.writes, 4);
  });

  it('never creates users or teams in passing', async () => {
    const { port, upsert } = await withCatalog();
    port.seedBlueprints([
      { identifier: 'doc', schema: { properties: {} }, relations: { author: { target: '_user' } } },
    ]);
    const doc = { identifier: 'd', relations: { author: 'someone' } };
    const { body } = await upsert('doc', [doc], '&create_missing_related_entities=true');
    assert.equal(body.errors[0].error, 'not_found');
  });

  it('only says what it would do with validation_only', async () => {
    const { port, upsert } = await withCatalog();
    const { status, body } = await upsert('item', [one(), one({ properties: {} })], '&validation_only=true');
    assert.equal(status, 207);
    assert.deepEqual([body.entities.length, body.errors.length, port.writes], [1, 1, 0]);
  });

  it('lets an entity relate to itself and to one before it in the bulk', async () => {
    const { upsert } = await withCatalog();
    const relations = (parent: string) => ({ relations: { project: 'p1', parent } });
    const { status } = await upsert('item', [
      one(relations('i1')),
      one({ identifier: 'i2', ...relations('i1') }),
    ]);
    assert.equal(status, 200);
  });
});

describe('search queries in place of identifiers', () => {
  const named = (name: string) => ({ combinator: 'and', rules: [rule('name', '=', name)] });

  it('update the one entity that matches, and refuse as "unknown" when none or several do', async () => {
    const { port, upsert } = await withCatalog();
    await upsert('item', [
      one(),
      one({ identifier: 'i2', properties: { name: 'twin' } }),
      one({ identifier: 'i3', properties: { name: 'twin' } }),
    ]);
    const by = (name: string) => ({ identifier: named(name), properties: { effort: 9 } });
    const { status, body } = await upsert('item', [by('first'), by('none'), by('twin')], '&merge=true');
    assert.equal(status, 207);
    assert.deepEqual(body.entities, [{ identifier: 'i1', index: 0, created: false }]);
    assert.deepEqual(
      body.errors.map((e: { identifier: string; index: number }) => [e.identifier, e.index]),
      [
        ['unknown', 1],
        ['unknown', 2],
      ],
    );
    assert.equal(port.entity('item', 'i1')?.properties.effort, 9);
  });

  it('resolve relations: exactly one for a single relation, all for a list', async () => {
    const { port, upsert } = await withCatalog();
    const titled = (...titles: string[]) => ({ combinator: 'and', rules: [rule('$title', 'in', titles)] });
    const relate = (project: object, watches: object) => one({ relations: { project, watches } });
    assert.equal((await upsert('item', [relate(titled('Two'), titled('One', 'Two'))])).status, 200);
    assert.deepEqual(port.entity('item', 'i1')?.relations, {
      project: 'p2',
      parent: null,
      watches: ['p1', 'p2'],
    });
    const ambiguous = await upsert('item', [relate(titled('One', 'Two'), titled())]);
    assert.equal(ambiguous.body.errors[0].statusCode, 422);
  });

  it('resolve teams', async () => {
    const { port, upsert } = await withCatalog();
    port.seedEntities('UI', [{ identifier: 'core', blueprint: '_team', title: 'Core' }]);
    const team = { combinator: 'and', rules: [rule('$title', '=', 'Core')] };
    await upsert('item', [one({ team })]);
    assert.deepEqual(port.entity('item', 'i1')?.team, ['core']);
  });
});

describe('single entities', () => {
  it('are created with 201, updated with 200, refused with 409 without upsert', async () => {
    const { send } = await withCatalog();
    const path = '/v1/blueprints/item/entities';
    assert.equal((await send('POST', path, one())).status, 201);
    assert.equal((await send('POST', `${path}?upsert=true`, one())).status, 200);
    const refused = await send('POST', path, one());
    assert.deepEqual([refused.status, refused.body.error], [409, 'identifier_taken']);
  });

  it('are found by a percent-encoded identifier', async () => {
    const { port, send } = await withCatalog();
    port.seedEntities('UI', [{ identifier: 'a/b:c', blueprint: 'project' }]);
    const { body } = await send('GET', `/v1/blueprints/project/entities/${encodeURIComponent('a/b:c')}`);
    assert.equal(body.entity.identifier, 'a/b:c');
  });

  it('change hands with the user agent of the last write', async () => {
    const { port, send } = await withCatalog();
    const path = '/v1/blueprints/project/entities/p1';
    await send('PATCH', path, { title: 'Renamed' }, { 'user-agent': 'curl' });
    const entity = port.entity('project', 'p1');
    assert.deepEqual([entity?.title, entity?.datasource], ['Renamed', 'curl']);
  });
});

describe('deletion', () => {
  const seeded = async (options = {}) => {
    const all = await withCatalog(options);
    const relations = (project: string, more: object = {}) => ({
      parent: null,
      watches: [],
      project,
      ...more,
    });
    all.port.seedEntities(exporter, [
      { identifier: 'a', blueprint: 'item', relations: relations('p1') },
      {
        identifier: 'b',
        blueprint: 'item',
        relations: relations('p2', { parent: 'a', watches: ['p1', 'p2'] }),
      },
    ]);
    return all;
  };

  it('without dependents refuses what a required relation points at, and then deletes nothing', async () => {
    const { port, remove } = await seeded();
    const { status, body } = await remove('project', ['p1'], false);
    assert.deepEqual([status, body.error, port.deletions], [403, 'required_relation', 0]);
  });

  it('without dependents clears the other relations', async () => {
    const { port, remove } = await seeded();
    assert.deepEqual((await remove('item', ['a'], false)).body.deletedEntities, ['a']);
    assert.equal(port.entity('item', 'b')?.relations.parent, null);
    await remove('project', ['p1'], false);
    assert.deepEqual(port.entity('item', 'b')?.relations.watches, ['p2']);
  });

  it('with dependents takes along all that is related, and what is related to that', async () => {
    const { port, remove } = await seeded();
    await remove('project', ['p1'], true);
    assert.deepEqual(port.entities('item'), []);
    assert.deepEqual(
      port.entities('project').map((entity) => entity.identifier),
      ['p2'],
    );
    assert.equal(port.deletions, 3);
  });

  it('may follow required relations only', async () => {
    const { port, remove } = await seeded({ cascade: 'required-relations' });
    await remove('project', ['p1'], true);
    assert.deepEqual(
      port.entities('item').map((entity) => [entity.identifier, entity.relations]),
      [['b', { project: 'p2', parent: null, watches: ['p2'] }]],
    );
  });

  it('names only those that were there, of at most 100', async () => {
    const { remove } = await seeded();
    assert.deepEqual((await remove('item', ['a', 'nobody'], true)).body.deletedEntities, ['a']);
    const many = Array.from({ length: 101 }, (_, i) => `x${i}`);
    assert.equal((await remove('item', many, true)).status, 422);
  });
});
