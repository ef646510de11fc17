import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { createProduct, type Product } from './product.ts';
import { pathOf } from './support/item-paths.ts';
import { itemsIn, resourcesOf, seedBlueprints, settingsOf } from './support/whole-items.ts';

const scale = {
  projects: 1,
  repositoriesPerProject: 1,
  pipelinesPerProject: 1,
  buildsPerProject: 5,
  releaseDefinitionsPerProject: 1,
  releasesPerProject: 5,
  workItemsPerProject: 5,
};

type Answer = Record<string, unknown> & { value?: Record<string, unknown>[] };

/** A change of the answers of a route, or of those to some of its questions. */
const answers = (
  route: string,
  asks: (query: URLSearchParams) => boolean,
  change: (answer: Answer) => Answer,
): FaultRule => ({
  match: ({ url }, label) => label === route && asks(url.searchParams),
  fault: {
    type: 'changed',
    name: 'other items',
    change: (right) => ({
      ...right,
      body: Buffer.from(JSON.stringify(change(JSON.parse(right.body.toString()) as Answer))),
    }),
  },
  times: Number.POSITIVE_INFINITY,
});

const none = (): Answer => ({ count: 0, value: [] });
const without =
  (name: string) =>
  (answer: Answer): Answer => {
    const { [name]: _, ...rest } = answer;
    return answer.value
      ? { ...answer, value: answer.value.map(({ [name]: __, ...item }) => item) }
      : (rest as Answer);
  };
const every = () => true;

/** Work items by another name of their project than its list has. */
const renamed = answers('/{project}/_apis/wit/workitems', every, (answer) => ({
  ...answer,
  value: (answer.value ?? []).map((item) => ({
    ...item,
    fields: { ...(item.fields as object), 'System.TeamProject': 'as it was named' },
  })),
}));

/** Lists that lack an item which the service shows otherwise, and items without the time that a window goes by. */
const cases: [
  kind: string,
  what: string,
  options: Record<string, unknown>,
  faults: FaultRule | FaultRule[],
][] = [
  [
    'build',
    'was queued at the time of .NET that is none',
    { minTimeInDays: 900 },
    answers('/{project}/_apis/build/builds', every, (answer) => ({
      ...answer,
      value: (answer.value ?? []).map((item) => ({ ...item, queueTime: '0001-01-01T00:00:00' })),
    })),
  ],
  [
    'build',
    'has no time of queueing',
    { minTimeInDays: 900 },
    answers('/{project}/_apis/build/builds', every, without('queueTime')),
  ],
  [
    'build',
    'the newest ones lack, which are fewer than are wanted',
    { maxResults: 50 },
    answers('/{project}/_apis/build/builds', (query) => !query.has('buildIds'), none),
  ],
  [
    'release',
    'the newest ones lack, which are fewer than are wanted',
    { maxResults: 50 },
    answers('/{project}/_apis/release/releases', (query) => !query.has('releaseIdFilter'), none),
  ],
  ['work-item', 'names a project that no list has, as while one is renamed,', {}, renamed],
  [
    'work-item',
    'names a project that no list has, by whose name the query finds none,',
    { wiql: "[System.State] <> ''" },
    [renamed, answers('/{project}/_apis/wit/wiql', every, (answer) => ({ ...answer, workItems: [] }))],
  ],
];

/** Runs over one item that is as it was. */
async function rerun(
  product: Product,
  kind: string,
  settings: ReturnType<typeof settingsOf>,
  faults: FaultRule | FaultRule[],
) {
  const [[, item] = []] = itemsIn(product, 0);
  assert.ok(item);
  await product.clock.sleep(60_000);
  product.azureDevOps.faults = [faults].flat();
  const items = await product.openItems(settings);
  const outcome = await items.run([pathOf(kind, item)]);
  await items.close();
  return outcome;
}

for (const [kind, what, options, faults] of cases)
  test(`a ${kind} that ${what} stays and waits: ${JSON.stringify(options)}`, async () => {
    const wanted = [{ kind, options }];
    const settings = settingsOf(resourcesOf(wanted));
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
    seedBlueprints(product, wanted);
    await product.sync(settings);
    await product.clock.sleep(5_000);
    const before = product.port.entities().length;
    assert.ok(before > 2);
    const outcome = await rerun(product, kind, settings, faults);
    assert.deepEqual([outcome.deleted, outcome.waiting.map(({ count }) => count)], [0, [1]]);
    assert.equal(product.port.entities().length, before);
  });

for (const kind of ['build', 'release'])
  test(`a ${kind} that newer ones have pushed out leaves the catalog`, async () => {
    const wanted = [{ kind, options: { maxResults: 5 } }];
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
    seedBlueprints(product, wanted);
    await product.sync(settingsOf(resourcesOf(wanted)));
    await product.clock.sleep(5_000);
    const before = product.port.entities().length;
    const all = itemsIn(product, 0).map(([, item]) => item);
    const oldest = all.toSorted((x, y) => x.id - y.id)[0];
    assert.ok(oldest);
    const newer = settingsOf(resourcesOf([{ kind, options: { maxResults: 2 } }]));
    const items = await product.openItems(newer);
    const outcome = await items.run([pathOf(kind, oldest)]);
    await items.close();
    assert.deepEqual([outcome.deleted, outcome.waiting], [1, []]);
    assert.equal(product.port.entities().length, before - 1);
  });

for (const createdDate of ['0001-01-01T00:00:00', 'yesterday', undefined])
  test(`a full sync keeps a pipeline run whose time is none, as it may be in the window: ${createdDate}`, async () => {
    const wanted = [{ kind: 'pipeline-run', options: { minTimeInDays: 900 } }];
    const settings = settingsOf(resourcesOf(wanted));
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
    seedBlueprints(product, wanted);
    await product.sync(settings);
    const before = product.port.entities().length;
    assert.ok(before > 1);
    product.azureDevOps.faults = [
      answers('/{project}/_apis/pipelines/{pipeline}/runs', every, (answer) => ({
        ...answer,
        value: (answer.value ?? []).map((item, i) => (i === 0 ? { ...item, createdDate } : item)),
      })),
    ];
    const { report } = await product.sync(settings);
    assert.equal(product.port.entities().length, before, JSON.stringify(report.deletions));
  });
