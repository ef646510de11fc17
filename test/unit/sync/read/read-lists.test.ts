import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AzureDevOps, Page } from '../../../../src/azure-devops/types.ts';
import { EVERYTHING } from '../../../../src/kinds/read-scope.ts';
import { defineKind, type KindDefinition, type Source } from '../../../../src/kinds/types.ts';
import { readLists } from '../../../../src/sync/read/read-lists.ts';
import { planReads } from '../../../../src/sync/read/read-plan.ts';
import { mapping, resource } from '../support.ts';

type Item = { id: string };

const devops = {
  organisation: { url: 'https://dev.azure.com/contoso', name: 'contoso', hosting: 'services' },
} as AzureDevOps;

/** Projects p0..p2, repositories of each; counts how often every list is read. */
function kindsAndReads(options: { failing?: string; partly?: string } = {}) {
  const reads: string[] = [];
  const projects: Source<Item> = {
    key: 'projects',
    under: undefined,
    async *read() {
      reads.push('projects');
      yield new Page([{ id: 'p0' }, { id: 'p1' }], 100);
      yield new Page([{ id: 'p2' }], 50);
    },
  };
  const repositories: Source<Item> = {
    key: 'repositories',
    under: projects,
    async *read(parent, context) {
      const { id } = parent.item;
      reads.push(`repositories of ${id}`);
      yield new Page([{ id: `${id}/a` }, { id: `${id}/b` }], 100);
      if (options.partly === id) context.incomplete(new Error(`${id} in part`));
      if (options.failing === id) throw new Error(`${id} failed`);
      yield new Page([{ id: `${id}/c` }], 100);
    },
  };
  const branches: Source<Item> = {
    key: 'branches',
    under: repositories,
    applies: (parent) => !parent.item.id.endsWith('/b'),
    async *read(parent) {
      reads.push(`branches of ${parent.item.id}`);
      yield new Page([{ id: `${parent.item.id}/main` }], 10);
    },
  };
  const kind = (name: string, source: Source, extra: Partial<KindDefinition> = {}) =>
    defineKind({
      name,
      summary: '',
      scope: 'Code (read)',
      options: {},
      docs: { requests: '', fields: {} },
      source: () => source,
      ...extra,
    });
  const kinds = new Map(
    [
      kind('project', projects),
      kind('repository', repositories),
      kind('branch', branches, {
        items: async (nodes) => nodes.map((n) => ({ ...n.item, __repository: n.parent?.item })),
      }),
    ].map((k) => [k.name, k]),
  );
  return { kinds, reads };
}

async function run(
  kinds: ReadonlyMap<string, KindDefinition>,
  names: string[],
  taking: (index: number, ended: readonly string[]) => Promise<void> = async () => {},
) {
  const m = mapping(names.map((name, i) => resource(i, name, [{}])));
  const items: Record<string, string[]> = {};
  const ordinals: Record<string, number[]> = {};
  const incomplete: string[] = [];
  const ended: string[] = [];
  const existing: string[] = [];
  await readLists(
    planReads(m, kinds),
    {
      devops,
      index: 0,
      scope: EVERYTHING,
      now: new Date(0),
      signal: new AbortController().signal,
      parallel: 32,
    },
    {
      async deliver(r, batch, order) {
        const name = `${r.kind}-${r.index}`;
        await taking(r.index, ended);
        items[name] = [...(items[name] ?? []), ...batch.map((b) => String(b.id))];
        ordinals[name] = [...(ordinals[name] ?? []), ...order];
        for (const item of batch) assert.equal(item.__organizationName, 'contoso');
      },
      incomplete: (resources, error) =>
        incomplete.push(`${resources.map((r) => r.kind).join('+')}: ${(error as Error).message}`),
      async deliverPartial(r, partial) {
        for (const { item, error } of partial)
          existing.push(`${r.kind}-${r.index} ${item.id}: ${(error as Error).message}`);
      },
      listCompleted: (list) => ended.push(list.source.key),
      note() {},
      warn() {},
    },
  );
  return { items, ordinals, incomplete, existing, ended };
}

test('a list is read once, whatever number of resources and children want it', async () => {
  const { kinds, reads } = kindsAndReads();
  const { items } = await run(kinds, ['branch', 'repository', 'repository', 'project', 'branch']);
  assert.deepEqual(
    reads.toSorted(),
    [
      'projects',
      ...['p0', 'p1', 'p2'].flatMap((p) => [
        `repositories of ${p}`,
        `branches of ${p}/a`,
        `branches of ${p}/c`,
      ]),
    ].toSorted(),
  );
  assert.equal(items['repository-1']?.length, 9);
  assert.deepEqual(items['branch-0'], items['branch-4']);
});

test('what one resource fails at is not the failure of another that shares its list, nor is the end of it', async () => {
  const { kinds } = kindsAndReads();
  const taken: number[] = [];
  let endedBefore = false;
  const { items, incomplete, ended } = await run(kinds, ['project', 'project'], async (index, before) => {
    if (index === 0) throw new Error('Port does not tell what it holds');
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    endedBefore ||= before.length > 0;
    taken.push(index);
  });
  assert.deepEqual(items['project-1'], ['p0', 'p1', 'p2']);
  assert.deepEqual(taken, [1, 1]);
  assert.equal(endedBefore, false);
  assert.deepEqual(incomplete, Array(2).fill('project: Port does not tell what it holds'));
  assert.deepEqual(ended, ['projects']);
});

test('a list is complete when its own items are delivered, in a run that fails in part as well', async () => {
  for (const failing of [undefined, 'p1']) {
    const { kinds } = kindsAndReads({ ...(failing && { failing }) });
    const { ended } = await run(kinds, ['project', 'branch']);
    assert.deepEqual(ended, ['projects', 'repositories', 'branches']);
  }
});

test('a list that fails costs only itself and what hangs under it', async () => {
  const { kinds } = kindsAndReads({ failing: 'p1' });
  const { items, incomplete } = await run(kinds, ['project', 'repository', 'branch']);
  assert.deepEqual(incomplete, ['repository+branch: p1 failed']);
  assert.equal(items['project-0']?.length, 3);
  assert.deepEqual(items['repository-1']?.toSorted(), [
    'p0/a',
    'p0/b',
    'p0/c',
    'p1/a',
    'p1/b',
    'p2/a',
    'p2/b',
    'p2/c',
  ]);
});

test('a list read in part goes on and ends incomplete', async () => {
  const { kinds } = kindsAndReads({ partly: 'p2' });
  const { items, incomplete } = await run(kinds, ['repository', 'branch']);
  assert.deepEqual(incomplete, ['repository+branch: p2 in part']);
  assert.equal(items['repository-0']?.length, 9);
});

test('ordinals follow the lists, whatever order the batches arrive in', async () => {
  const { kinds } = kindsAndReads();
  const { items, ordinals } = await run(kinds, ['branch']);
  const byOrdinal = (items['branch-0'] ?? [])
    .map((id, i) => ({ id, ordinal: ordinals['branch-0']?.[i] ?? -1 }))
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .map((x) => x.id);
  assert.deepEqual(byOrdinal, ['p0/a/main', 'p0/c/main', 'p1/a/main', 'p1/c/main', 'p2/a/main', 'p2/c/main']);
});

/** The most lists open at once of 60 under as many parents, with pages of a megabyte each but for the light ones. */
async function mostOpen(isLight: (index: number) => boolean): Promise<number> {
  let open = 0;
  let most = 0;
  const { kinds } = kindsAndReads();
  const many: Source<Item> = {
    key: 'many',
    under: undefined,
    async *read() {
      yield new Page(
        Array.from({ length: 60 }, (_, i) => ({ id: `${i}` })),
        100,
      );
    },
  };
  const pages: Source<Item> = {
    key: 'pages',
    under: many,
    async *read(parent) {
      open += 1;
      most = Math.max(most, open);
      await nextTurn();
      yield new Page([{ id: `${parent.item.id}/item` }], isLight(Number(parent.item.id)) ? 30 : 2 ** 20);
      open -= 1;
    },
  };
  const branch = kinds.get('branch') as KindDefinition;
  const heavyKind = { ...branch, source: () => pages };
  const { items } = await run(new Map([['branch', heavyKind]]), ['branch']);
  assert.equal(items['branch-0']?.length, 60);
  return most;
}

test('lists of heavy pages are read a few at a time, and none is left half read for another', async () => {
  const most = await mostOpen(() => false);
  // Eight are begun before the weight of their pages is known.
  assert.ok(most <= 8, `${most} lists were open at once`);
});

test('a page that is nearly empty among heavy ones lets no more of them in', async () => {
  const most = await mostOpen((index) => index % 20 === 5);
  assert.ok(most <= 8, `${most} lists were open at once`);
});

test('lists of light pages are read as many at a time as parents are allowed', async () => {
  assert.equal(await mostOpen(() => true), 32);
});

test('what hangs under one batch is read before what hangs under the next, so that shares of its list are soon taken', async () => {
  const order: string[] = [];
  const { kinds } = kindsAndReads();
  const under = (key: string, parent: Source<Item> | undefined, names: readonly string[]): Source<Item> => ({
    key,
    under: parent,
    async *read({ item }) {
      if (key === 'leaves') order.push(String(item.id).slice(0, 2));
      await nextTurn();
      yield new Page(
        names.map((name) => ({ id: parent ? `${item.id}/${name}` : name })),
        10,
      );
    },
  });
  const trees = under('trees', undefined, ['t0', 't1', 't2']);
  const twigs = under(
    'twigs',
    trees,
    Array.from({ length: 50 }, (_, i) => `twig${i}`),
  );
  const leaves = under('leaves', twigs, ['leaf']);
  const branch = kinds.get('branch') as KindDefinition;
  const { items } = await run(new Map([['branch', { ...branch, source: () => leaves }]]), ['branch']);
  assert.equal(items['branch-0']?.length, 150);
  const changes = order.filter((tree, i) => i > 0 && tree !== order[i - 1]).length;
  assert.equal(changes, 2, order.join(' '));
});
