import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oceanDatasource } from '../../emulators/port/emulator.ts';
import { exporter, rule, withCatalog } from './port-helpers.ts';

const catalogued = async (options = {}) => {
  const all = await withCatalog(options);
  const item = (identifier: string, properties: object, project = 'p1') => ({
    identifier,
    blueprint: 'item',
    title: identifier.toUpperCase(),
    properties: { name: identifier, ...properties },
    relations: { project, parent: null, watches: [] },
  });
  all.port.seedEntities(exporter, [
    item('a', { effort: 1, tags: ['x', 'y'] }),
    item('b', { effort: 5 }, 'p2'),
    item('c', {}),
  ]);
  all.port.seedEntities(oceanDatasource('theirs'), [item('d', { effort: 5 })]);
  const ids = async (...rules: unknown[]) => {
    const { status, body } = await all.search('item', rules);
    assert.equal(status, 200, body.message);
    return body.entities.map((entity: { identifier: string }) => entity.identifier).join('');
  };
  return { ...all, ids };
};

describe('search rules', () => {
  const cases: [string, unknown, string][] = [
    ['$identifier in', rule('$identifier', 'in', ['a', 'd', 'z']), 'ad'],
    ['$identifier =', rule('$identifier', '=', 'b'), 'b'],
    ['$identifier notIn', rule('$identifier', 'notIn', ['a']), 'bcd'],
    ['$datasource contains', rule('$datasource', 'contains', '/ours/exporter'), 'abc'],
    ['$datasource beginsWith', rule('$datasource', 'beginsWith', 'port-ocean/azure-devops/'), 'abcd'],
    ['a number above', rule('effort', '>', 1), 'bd'],
    ['a number at most', rule('effort', '<=', 1), 'a'],
    ['a property that differs', rule('effort', '!=', 5), 'ac'],
    ['an empty property', { property: 'effort', operator: 'isEmpty' }, 'c'],
    ['a list that contains', rule('tags', 'contains', 'y'), 'a'],
    ['a list that contains any', rule('tags', 'containsAny', ['z', 'x']), 'a'],
    ['a relation', rule('project', '=', 'p2'), 'b'],
    ['related entities', { operator: 'relatedTo', blueprint: 'project', value: 'p2' }, 'b'],
    [
      'nested queries',
      {
        combinator: 'or',
        rules: [rule('name', '=', 'a'), { combinator: 'and', rules: [rule('effort', '=', 5)] }],
      },
      'abd',
    ],
  ];
  for (const [what, given, expected] of cases)
    it(`find by ${what}`, async () => {
      const { ids } = await catalogued();
      assert.equal(await ids(given), expected);
    });

  it('must all hold with "and"', async () => {
    const { ids } = await catalogued();
    assert.equal(await ids(rule('effort', '=', 5), rule('$datasource', 'contains', '/ours/')), 'b');
  });

  const refused: [string, unknown][] = [
    ['an unknown operator', rule('name', 'like', 'x')],
    ['an unknown meta property', rule('$colour', '=', 'x')],
    ['"in" without a list', rule('name', 'in', 'a')],
    ['a missing value', { property: 'name', operator: '=' }],
    ['an unknown combinator', { combinator: 'xor', rules: [] }],
  ];
  for (const [what, given] of refused)
    it(`are refused for ${what}`, async () => {
      const { search } = await catalogued();
      assert.equal((await search('item', [given])).status, 422);
    });
});

describe('what a search gives', () => {
  it('is the fields asked for and no others', async () => {
    const { search } = await catalogued();
    const include = ['identifier', 'properties.effort', 'relations.project', 'properties.none'];
    const { body } = await search('item', [rule('$identifier', '=', 'a')], { include });
    assert.deepEqual(body.entities, [
      { identifier: 'a', properties: { effort: 1 }, relations: { project: 'p1' } },
    ]);
  });

  it('holds mirror properties among the properties, and neither datasource nor cursor', async () => {
    const { search } = await catalogued();
    const [entity] = (await search('item', [rule('$identifier', '=', 'b')])).body.entities;
    assert.deepEqual(entity.properties, { name: 'b', effort: 5, projectTitle: 'Two' });
    assert.deepEqual(
      Object.keys(entity).filter((key) => ['datasource', 'sequence'].includes(key)),
      [],
    );
  });

  it('comes in pages, each entity once, even when entities come and go in between', async () => {
    const { port, search } = await catalogued({ searchPageSize: 2 });
    const first = await search('item', [], { limit: 1000 });
    port.remove('item', ['a', 'b']);
    const second = await search('item', [], { limit: 1000, from: first.body.next });
    const ids = [...first.body.entities, ...second.body.entities].map((e) => e.identifier);
    assert.deepEqual(ids, ['a', 'b', 'c', 'd']);
    assert.equal(second.body.next, undefined);
  });

  it('is refused beyond a limit of 1,000 and for a cursor of someone else', async () => {
    const { search } = await catalogued();
    assert.equal((await search('item', [], { limit: 1001 })).status, 422);
    assert.equal((await search('item', [], { limit: 0 })).status, 422);
    assert.equal((await search('item', [], { from: 'abc' })).status, 422);
  });
});

describe('a search across blueprints', () => {
  const path = '/v1/entities/search?exclude_calculated_properties=true';
  const either = {
    combinator: 'or',
    rules: [
      { combinator: 'and', rules: [rule('$identifier', '=', 'p2'), rule('$blueprint', '=', 'project')] },
      { combinator: 'and', rules: [rule('$identifier', '=', 'a'), rule('$blueprint', '=', 'item')] },
      { combinator: 'and', rules: [rule('$identifier', '=', 'b'), rule('$blueprint', '=', 'project')] },
    ],
  };

  it('has its query as the body and all that it finds in one answer, without what is calculated', async () => {
    const { send } = await catalogued();
    const asked = `${path}&include=identifier&include=blueprint&include=properties`;
    const { status, body } = await send('POST', asked, { combinator: 'and', rules: [either] });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      ok: true,
      matchingBlueprints: ['project', 'item'],
      entities: [
        { identifier: 'p2', blueprint: 'project', properties: {} },
        { identifier: 'a', blueprint: 'item', properties: { name: 'a', effort: 1, tags: ['x', 'y'] } },
      ],
    });
  });

  it('is refused without rules, with a limit, with a parameter that it does not have, and above 1 MiB', async () => {
    const { send } = await catalogued();
    const [query, rules] = [{ combinator: 'and', rules: [either] }, [either]];
    assert.equal((await send('POST', path, { combinator: 'and' })).status, 422);
    assert.equal((await send('POST', path, { ...query, limit: 200 })).status, 422);
    assert.equal((await send('POST', `${path}&limit=200`, query)).status, 422);
    assert.equal((await send('POST', path, { rules })).status, 422);
    const long = { combinator: 'and', rules: [rule('$identifier', '=', 'x'.repeat(2 ** 20))] };
    assert.equal((await send('POST', path, long)).status, 413);
  });
});

describe('the entities of a datasource', () => {
  const body = { datasource_prefix: 'port-ocean/azure-devops/', datasource_suffix: '/ours/exporter' };
  const path = '/v1/blueprints/entities/datasource-entities';

  it('are those of any version of the integration, over all blueprints, in pages', async () => {
    const { port, send } = await catalogued({ ownedPageSize: 3 });
    port.edit('item', 'a', {}, oceanDatasource('ours', '0.1.0'));
    port.edit('item', 'b', {}, 'UI');
    const first = await send('POST', path, { ...body, limit: 5000 });
    const second = await send('POST', path, { ...body, limit: 5000, from: first.body.next });
    assert.deepEqual(
      [...first.body.entities, ...second.body.entities].map((e) => `${e.blueprint}/${e.identifier}`),
      ['project/p1', 'project/p2', 'item/a', 'item/c'],
    );
    assert.equal(second.body.next, undefined);
  });

  it('leave out what was touched since "before"', async () => {
    const { clock, port, send } = await catalogued();
    await clock.sleep(1000);
    const before = new Date(clock.now()).toISOString();
    port.edit('item', 'a', {}, exporter);
    const { body: answer } = await send('POST', path, { ...body, before });
    assert.deepEqual(
      answer.entities.map((e: { identifier: string }) => e.identifier),
      ['p1', 'p2', 'b', 'c'],
    );
  });

  it('are refused beyond a limit of 5,000', async () => {
    const { send } = await catalogued();
    assert.equal((await send('POST', path, { ...body, limit: 5001 })).status, 422);
  });
});
