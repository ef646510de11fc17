import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idQuery, parseCondition } from '../../../src/kinds/support/wiql.ts';
import { createFake, failing, type Routes } from './support/fake.ts';
import { organisation, PROJECT } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

interface WiqlBody {
  query: string;
}

/** A project with work items 1 to `count`, answering WIQL by its `[System.Id] >` and `$top`. */
function withWorkItems(count: number): Routes {
  return {
    ...organisation(),
    '/_apis/projects': [PROJECT],
    '/p1/_apis/wit/wiql': ({ $top }: Record<string, string>, { query }: WiqlBody) => {
      const after = Number(/\[System\.Id\] > (\d+)/.exec(query)?.[1] ?? 0);
      const ids = Array.from({ length: count }, (_, n) => ({ id: n + 1 })).slice(after);
      return { workItems: ids.slice(0, Number($top)) };
    },
    '/p1/_apis/wit/workitems': ({ ids }: Record<string, string>) =>
      (ids ?? '').split(',').map((id) => ({ id: Number(id) })),
  };
}

describe('work items', () => {
  it('beyond 20,000 are all read, page by page of their ids', async () => {
    const fake = createFake(withWorkItems(40_123));
    const items = await readAll(fake, 'work-item');
    assert.equal(items.length, 40_123);
    assert.deepEqual(
      items.map(({ id }) => id),
      Array.from({ length: 40_123 }, (_, n) => n + 1),
    );
    const queries = fake.requests.filter((request) => request.includes('/wiql'));
    assert.deepEqual(
      queries.map((request) => /Id\] > (\d+)/.exec(request)?.[1]),
      ['0', '19999', '39998'],
    );
    const batches = fake.requests.filter((request) => request.includes('/workitems'));
    assert.equal(batches.length, 100 + 100 + 1);
  });

  it('are all read where the wiql is blank', async () => {
    for (const wiql of ['', ' \n', null]) {
      const fake = createFake(withWorkItems(3));
      assert.equal((await readAll(fake, 'work-item', { wiql })).length, 3);
    }
  });

  it('that vanish between the two calls are left out', async () => {
    const routes = withWorkItems(3);
    routes['/p1/_apis/wit/workitems'] = [{ id: 1 }, null, { id: 3 }];
    const fake = createFake(routes);
    assert.deepEqual(
      (await readAll(fake, 'work-item')).map(({ id }) => id),
      [1, 3],
    );
    assert.ok(fake.requests.at(-1)?.includes('errorPolicy=omit'));
  });

  it('that the answer says nothing of exist, since the query found them', async () => {
    const routes = withWorkItems(3);
    routes['/p1/_apis/wit/workitems'] = [{ id: 1 }];
    const { items, incomplete, partial } = await read(createFake(routes), [{ kind: 'work-item' }]);
    assert.deepEqual([items[0]?.length, incomplete[0]], [0, []]);
    assert.deepEqual(
      partial.map(({ item }) => item.id),
      [1, 2, 3],
    );
    assert.match(String(partial[0]?.reason), /tells of 1 work items, 3 were asked for/);
  });

  it('of a batch that fails exist, and the others are read', async () => {
    const routes = withWorkItems(401);
    const answer = routes['/p1/_apis/wit/workitems'] as (query: Record<string, string>) => unknown;
    routes['/p1/_apis/wit/workitems'] = (query: Record<string, string>) =>
      query.ids?.startsWith('201,') ? failing(503)() : answer(query);
    const { items, incomplete, partial } = await read(createFake(routes), [{ kind: 'work-item' }]);
    assert.deepEqual([items[0]?.length, incomplete[0], partial.length], [201, [], 200]);
  });

  it('in an order of the user are one query, and a warning when it is cut', async () => {
    const fake = createFake(withWorkItems(20_001));
    const { items, warnings } = await read(fake, [
      { kind: 'work-item', wiql: "[System.State] <> 'Done' order by [System.ChangedDate] DESC" },
    ]);
    assert.equal(items[0]?.length, 20_000);
    assert.equal(warnings.length, 1);
    assert.equal(fake.requests.filter((request) => request.includes('/wiql')).length, 1);
  });

  it('are expanded in full unless the user says otherwise', async () => {
    for (const [selector, sent] of [
      [{}, 'all'],
      [{ expand: 'None' }, 'none'],
    ] as const) {
      const fake = createFake(withWorkItems(1));
      await readAll(fake, 'work-item', selector);
      assert.equal(new URLSearchParams(fake.requests.at(-1)?.split('?')[1]).get('$expand'), sent);
    }
  });
});

describe('the query for ids', () => {
  it('holds the condition in brackets, so that an OR in it does not reach beyond the project', () => {
    assert.equal(
      idQuery("Bob's", parseCondition("[A] = 1 OR [B] = 'x'"), 7),
      "SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = 'Bob''s' AND ([A] = 1 OR [B] = 'x') AND [System.Id] > 7 ORDER BY [System.Id] Asc",
    );
  });

  it('keeps the order of the user outside of the brackets', () => {
    assert.equal(
      idQuery('P', parseCondition('[A] = 1\n  Order   By [B] DESC, [C]'), 0),
      "SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = 'P' AND ([A] = 1) ORDER BY [B] DESC, [C]",
    );
  });

  for (const order of [
    'ORDER BY [B] DESC',
    ' order by [B] DESC',
    '\n\tOrder\r\n  By\n[B] DESC\n',
    'ORDER BY[B] DESC',
  ])
    it(`has an order and no condition where it is ${JSON.stringify(order)}`, () => {
      assert.equal(
        idQuery('P', parseCondition(order), 0),
        "SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = 'P' ORDER BY [B] DESC",
      );
    });

  for (const nothing of ['', ' ', '\n', 'ORDER BY', ' order\nby '])
    it(`has neither where it is ${JSON.stringify(nothing)}`, () => {
      assert.equal(
        idQuery('P', parseCondition(nothing), 7),
        "SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = 'P' AND [System.Id] > 7 ORDER BY [System.Id] Asc",
      );
    });

  it('is split at a bracket as at white space, and not within a name', () => {
    assert.deepEqual(parseCondition('([A] = 1)ORDER BY [C]'), { where: '([A] = 1)', order: '[C]' });
    for (const where of ['[Custom.Order By] = 1', 'Reorder by = 1', "[A] = 'order by' OR [Order By Me] = 2"])
      assert.deepEqual(parseCondition(where), { where });
  });

  it('does not take the words ORDER BY inside a text for an order', () => {
    assert.deepEqual(parseCondition("[System.Title] = 'to order by ''mail'' order by'"), {
      where: "[System.Title] = 'to order by ''mail'' order by'",
    });
  });
});
