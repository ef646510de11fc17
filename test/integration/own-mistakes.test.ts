import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from '../../src/events/read-event.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { KindDefinition, Source } from '../../src/kinds/types.ts';
import type { Log } from '../../src/lib/log.ts';
import { silent } from '../../src/lib/log.ts';
import type { SyncContext } from '../../src/sync/context.ts';
import { listeningLog } from '../support/log.ts';
import type { Ended, Product } from './product.ts';
import { event } from './support/heard.ts';
import { incomplete, mappingOf, projects, repositories, teams, trusted } from './support/trust.ts';

/** The language's own error about something that is not there. */
const mistake = (): never => (undefined as unknown as { missing(): never }).missing();

const settings = mappingOf([projects, repositories, teams]);

type Change = (kind: KindDefinition) => KindDefinition;

const withKind =
  (name: string, change: Change) =>
  ({ kinds }: SyncContext): Partial<SyncContext> => ({
    kinds: new Map([...kinds].map(([key, kind]) => [key, key === name ? change(kind) : kind])),
  });

/** A first run as it should be, an organisation that lost some of all kinds, and from then on the mistake. */
async function broken(tools: (tools: SyncContext) => Partial<SyncContext>, log: Log = silent) {
  let armed = false;
  const product = trusted({ tools: (given) => (armed ? tools(given) : {}) }, settings);
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  for (const kind of ['repository', 'team'] as const)
    for (const item of [...(organisation?.all(kind) ?? [])].slice(0, 2)) item.remove();
  armed = true;
  const before = countOf(product, 'team');
  assert.ok(before > 0);
  const ended = await product.sync({}, log);
  return { product, ended, before };
}

const countOf = ({ port }: Pick<Product, 'port'>, blueprint: string) => port.entities(blueprint).length;

const assertToldOnce = ({ report }: Ended) => {
  const defects = report.problems.filter(({ defect }) => defect);
  assert.equal(defects.length, 1, JSON.stringify(report.problems));
  assert.equal(defects[0]?.code, 'PCS9001');
  assert.match(defects[0]?.message ?? '', /a defect of this tool \(TypeError in .*mistake/);
  assert.match(defects[0]?.hint ?? '', /report it/);
};

const source = (kind: KindDefinition, change: (source: Source) => Source): KindDefinition => ({
  ...kind,
  source: (options) => [kind.source(options)].flat().map(change),
});

const places: [string, (tools: SyncContext) => Partial<SyncContext>][] = [
  ['the list of a kind', withKind('team', (kind) => source(kind, (one) => ({ ...one, read: mistake })))],
  ['the items of a kind', withKind('team', (kind) => ({ ...kind, items: async () => mistake() }))],
  [
    'the mapper',
    (tools) => ({
      createMapper(mapping) {
        const mapper = tools.createMapper(mapping);
        return {
          ...mapper,
          map: async (resource, ...rest) =>
            resource.kind === 'team' ? mistake() : mapper.map(resource, ...rest),
        };
      },
    }),
  ],
];

for (const [where, tools] of places)
  test(`a mistake of ours in ${where} deletes nothing, is told once as a defect, and costs no other kind`, async () => {
    const details: string[] = [];
    const { product, ended, before } = await broken(tools, {
      ...silent,
      debug: (message) => details.push(message),
    });
    assert.deepEqual(incomplete(ended), ['team']);
    assert.equal(countOf(product, 'team'), before, `entities were deleted although ${where} is broken`);
    assert.equal(ended.report.run.status, 'problems');
    assertToldOnce(ended);
    const deleted = ended.changes.filter(({ action }) => action === 'deleted');
    assert.deepEqual([...new Set(deleted.map(({ blueprint }) => blueprint))], ['repository']);
    const stacks = details.filter((text) => /TypeError: .*missing/.test(text));
    assert.equal(stacks.length, 1, 'its stack is in the details of the log, once');
  });

test('a mistake of ours in the probe alone: all is read, and the list does not count as read in full', async () => {
  let asked = 0;
  const onlyFirst = withKind('team', (kind) =>
    source(kind, (one) => ({
      ...one,
      // The probe asks three times at the most where it gets no answer; the read comes after it.
      read: (...args) => (asked++ < 3 ? mistake() : one.read(...args)),
    })),
  );
  const { product, ended, before } = await broken(onlyFirst);
  assert.deepEqual(incomplete(ended), ['team']);
  assert.equal(countOf(product, 'team'), before, 'entities were deleted although the probe is broken');
  assertToldOnce(ended);
  const read = ended.report.resources.find(({ kind }) => kind === 'team');
  assert.ok((read?.rawItems ?? 0) > 0);
});

test('a part of each item that meets a mistake of ours: the items stay as they are, and the mistake is told', async () => {
  const { product, ended, before } = await broken(
    withKind('team', (kind) => ({
      ...kind,
      items: async (nodes) => {
        const { PartialItem } = await import('../../src/kinds/types.ts');
        return nodes.map(({ item }) => {
          try {
            return mistake();
          } catch (error) {
            return new PartialItem({ ...item }, error);
          }
        });
      },
    })),
  );
  assert.ok(countOf(product, 'team') <= before);
  assertToldOnce(ended);
  assert.ok((ended.report.resources.find(({ kind }) => kind === 'team')?.partial ?? 0) > 0);
});

test('a run in which every kind met one, and nothing came of any, fails with it', async () => {
  const product = trusted(
    {
      tools: ({ kinds }) => ({
        kinds: new Map([...kinds].map(([key, kind]) => [key, { ...kind, items: async () => mistake() }])),
      }),
    },
    settings,
  );
  const { report } = await product.sync();
  assert.equal(report.run.status, 'failed');
  assert.equal(report.run.failure?.code, 'PCS9001');
  assert.match(report.run.failure?.message ?? '', /TypeError/);
});

/** Changes of cursors that fail, from when it is armed. */
function failingCursors(failure: () => Promise<never>) {
  let armed = false;
  const product = trusted(
    {
      tools: ({ port }) => ({
        port: {
          ...port,
          request: (asked) => (armed && asked.route.endsWith('/cursor') ? failure() : port.request(asked)),
        },
      }),
    },
    settings,
  );
  return { product, arm: () => (armed = true) };
}

/** Writers beside a full sync, which let increments look anew. Each gives what it told. */
const besides: Record<string, (product: Product, payload: object) => Promise<string[]>> = {
  'a run of a part': async (product) =>
    toldBy(await product.sync({ scope: { ...EVERYTHING, part: { only: ['repository'], projects: [] } } })),
  'a run of an event': async (product, payload) =>
    toldBy(
      await product.sync({
        mode: 'event',
        event: { ...readEvent(payload, organisations), type: 'git.repo.renamed' },
      }),
    ),
  'an always-on process': async (product, payload) => {
    const { log, lines } = listeningLog();
    const worker = product.openWorker(settings, log);
    await worker.apply(readEvent(payload, organisations).touched);
    await worker.close();
    return lines;
  },
};

const organisations = { organisations: [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }] };

const toldBy = ({ report }: Ended): string[] => [
  ...report.problems.map(({ code, message }) => `${code}: ${message}`),
  ...report.warnings,
];

for (const [who, write] of Object.entries(besides))
  for (const [what, failure, words] of [
    [
      'a mistake of ours',
      async () => mistake(),
      /^(PCS9001|error: Event): a defect of this tool \(TypeError in .*mistake/i,
    ],
    [
      'a refusal of Port',
      () => Promise.reject(new Error('no')),
      /until the next full sync: a cursor could not be changed \(no\)/,
    ],
  ] as const)
    test(`${what} keeps ${who} from letting increments look anew: that is told, and what differs is written`, async () => {
      const { product, arm } = failingCursors(failure);
      await product.sync();
      const place = product.azureDevOps.organisations[0]?.find('repository', () => true);
      assert.ok(place);
      place.update({ name: 'renamed' });
      arm();
      const { id, project } = place.item;
      const told = await write(
        product,
        event('git.repo.renamed', { repository: { id, project: { id: project.id } } }, project),
      );
      assert.equal(product.port.entity('repository', id)?.title, 'renamed');
      assert.equal(told.filter((text) => words.test(text)).length, 1, JSON.stringify(told));
    });

test('an always-on process tells a mistake of ours once, however many changes meet it', async () => {
  const { product, arm } = failingCursors(async () => mistake());
  await product.sync();
  const place = product.azureDevOps.organisations[0]?.find('repository', () => true);
  assert.ok(place);
  const { id, project } = place.item;
  const payload = event('git.repo.renamed', { repository: { id, project: { id: project.id } } }, project);
  const { log, lines } = listeningLog();
  const worker = product.openWorker(settings, log);
  arm();
  for (const name of ['once', 'twice']) {
    place.update({ name });
    await worker.apply(readEvent(payload, organisations).touched);
    assert.equal(product.port.entity('repository', id)?.title, name);
  }
  await worker.close();
  assert.equal(lines.filter((line) => /a defect of this tool/.test(line)).length, 1, lines.join('\n'));
});

for (const [who, write] of Object.entries(besides)) {
  test(`${who} tells that a cursor could not be changed where Port refuses that and tells the cursor`, async () => {
    const product = trusted({}, settings);
    await product.sync();
    product.port.faults = [
      {
        match: ({ method, url }) => method !== 'GET' && /\/cursor/.test(url.pathname),
        fault: { type: 'status', status: 403 },
        times: Number.POSITIVE_INFINITY,
      },
    ];
    const place = product.azureDevOps.organisations[0]?.find('repository', () => true);
    assert.ok(place);
    place.update({ name: 'renamed' });
    const { id, project } = place.item;
    const told = await write(
      product,
      event('git.repo.renamed', { repository: { id, project: { id: project.id } } }, project),
    );
    assert.match(told.join(), /until the next full sync: a cursor could not be changed/);
  });

  test(`${who} says nothing of cursors where Port refuses to tell any: each increment is a full sync there`, async () => {
    const product = trusted({}, settings);
    await product.sync();
    product.port.faults = [
      { match: /\/cursor/, fault: { type: 'status', status: 403 }, times: Number.POSITIVE_INFINITY },
    ];
    const place = product.azureDevOps.organisations[0]?.find('repository', () => true);
    assert.ok(place);
    place.update({ name: 'renamed' });
    const { id, project } = place.item;
    const told = await write(
      product,
      event('git.repo.renamed', { repository: { id, project: { id: project.id } } }, project),
    );
    assert.equal(product.port.entity('repository', id)?.title, 'renamed');
    assert.doesNotMatch(told.join(), /cursor/);
  });
}
