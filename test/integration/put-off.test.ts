import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { type Log, silent } from '../../src/lib/log.ts';
import { PUT_OFF_FILE } from '../../src/report/put-off.ts';
import { heldBecause } from '../../src/report/words/words.ts';
import type { Settings } from '../../src/settings/types.ts';
import { writePutOff } from '../../src/summary/write-put-off.ts';
import { oceanDatasource } from '../emulators/port/emulator.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { type Ended, identifier, type ProductOptions } from './product.ts';
import { branches, mappingOf, onto, projects, repositories, trusted } from './support/trust.ts';

const mapping = mappingOf([projects, repositories, branches], { deleteDependentEntities: false });
/** Branches of a shard of its own. */
const elsewhere = {
  identifier: '.__repository.id + "/b/" + .objectId',
  relations: { repository: '.__repository.id' },
};
const later = { deletionsLater: true } as const;

/** A catalog of which some entities are gone, and a folder for what runs put off. */
async function started(t: TestContext, options: ProductOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'put-off-'));
  t.after(() => rm(folder, { recursive: true }));
  const product = trusted(
    {
      ...options,
      tools: () => ({
        async putOff(putOff) {
          const own = join(folder, putOff.integration);
          await mkdir(own, { recursive: true });
          await writePutOff(own, putOff, (text) => text);
        },
      }),
    },
    mapping,
  );
  const [organisation] = product.azureDevOps.organisations;
  await product.sync();
  const [first, second] = product.port.entities('branch');
  for (const { identifier: id } of [first, second].filter((one) => one !== undefined)) {
    const [, name] = id.split('/');
    organisation?.find('branch', ({ objectId }) => objectId === name)?.remove();
  }
  const deleteNow = (more: Partial<Settings> = {}, log: Log = silent) =>
    product.sync({ mode: 'delete', organizationUrls: [], deletionsFrom: folder, ...more }, log);
  return { ...product, product, folder, deleteNow, file: join(folder, identifier, PUT_OFF_FILE) };
}

const heldReasons = ({ report }: Ended): string[] => report.deletions.heldBack.map(heldBecause);

test('what a run puts off stays, and a later one deletes it without a request to Azure DevOps', async (t) => {
  const { product, port, azureDevOps, deleteNow } = await started(t);
  const before = port.entities();
  const ended = await product.sync(later);
  nothingDeleted(port, before, 'deletions are put off');
  assert.equal(ended.report.run.status, 'succeeded');
  assert.deepEqual(heldReasons(ended), ['put off: a run with mode: delete makes up for it.']);
  assert.deepEqual(
    ended.report.warnings.filter((text) => text.includes('not deleted')),
    [],
  );
  const gone = ended.report.totals.heldBack;
  assert.ok(gone >= 2);

  const asked = azureDevOps.requests.length;
  const resync = port.integration(identifier)?.resyncState;
  const { report, changes } = await deleteNow();
  assert.equal(report.run.status, 'succeeded');
  assert.equal(report.run.mode, 'delete');
  assert.deepEqual(
    { ...report.totals, rawItems: 0 },
    { ...report.totals, deleted: gone, heldBack: 0, rawItems: 0 },
  );
  assert.equal(changes.filter(({ action }) => action === 'deleted').length, gone);
  assert.equal(port.entities().length, before.length - gone);
  assert.equal(azureDevOps.requests.length, asked);
  assert.deepEqual(port.integration(identifier)?.resyncState, resync, 'it is no resync');
});

test('after a later run of the integration nothing is deleted: that one may have found again what is gone', async (t) => {
  const { product, port, clock, deleteNow } = await started(t);
  await product.sync(later);
  await clock.sleep(60_000);
  await product.sync({ deletions: false });
  const before = port.entities();
  const { report } = await deleteNow();
  nothingDeleted(port, before, 'they were put off by an earlier run');
  assert.equal(report.run.status, 'failed');
  assert.equal(report.run.failure?.code, 'PCS1601');
  assert.match(report.run.failure?.message ?? '', /is not the last one of the integration/);
});

test('what another integration or a person has written to since stays, and so does what a run of a part has', async (t) => {
  for (const datasource of [oceanDatasource('shard-b'), 'UI', oceanDatasource(identifier)]) {
    const { product, port, clock, deleteNow } = await started(t);
    const before = port.entities();
    const ended = await product.sync(later);
    const [gone] = ended.changes.filter(({ action }) => action === 'held-back');
    await clock.sleep(60_000);
    port.edit(gone?.blueprint ?? '', gone?.identifier ?? '', {}, datasource);
    const lines: string[] = [];
    const { report } = await deleteNow({}, { ...silent, info: (line) => lines.push(line) });
    const isAnothers = datasource !== oceanDatasource(identifier);
    assert.equal(
      lines.some((line) => /^1 deletion put off is not made: /.test(line)),
      isAnothers,
      datasource,
    );
    assert.ok(port.entity(gone?.blueprint ?? '', gone?.identifier ?? ''), datasource);
    assert.equal(report.totals.deleted, ended.report.totals.heldBack - 1);
    assert.equal(port.entities().length, before.length - report.totals.deleted);
  }
});

test('what another shard did not write all of stays, as the entity may have moved there', async (t) => {
  const { product, port, azureDevOps, clock, deleteNow } = await started(t);
  const other = {
    ...mappingOf([projects, onto('branch', 'branch', elsewhere)], { deleteDependentEntities: false }),
    integrationIdentifier: 'shard-b',
    ...later,
  };
  azureDevOps.faults = [
    {
      match: /\/refs/,
      fault: { type: 'status', status: 403, body: { message: 'TF401027' } },
      times: Infinity,
    },
  ];
  await product.sync(other);
  azureDevOps.faults = [];
  await product.sync(later);
  const before = port.entities();
  const ended = await deleteNow();
  nothingDeleted(port, before, 'a shard did not read all branches');
  assert.match(
    heldReasons(ended).join(),
    /the run of the integration "shard-b", to which it may have moved, did not read and write all of this blueprint/i,
  );
  // Deletions are made once the other run has read and written all of the blueprint.
  await clock.sleep(60_000);
  await product.sync(other);
  await product.sync(later);
  const then = await deleteNow();
  assert.ok(then.report.totals.deleted >= 2, heldReasons(then).join());
});

test('deletions: off and maxDeletions hold for it too', async (t) => {
  const { product, port, deleteNow } = await started(t);
  await product.sync(later);
  const before = port.entities();
  for (const [more, reason] of [
    [{ deletions: false }, /deletions are switched off/i],
    [{ maxDeletions: 1 }, /more than maxDeletions allows \(1\)/],
  ] as const) {
    const ended = await deleteNow(more);
    nothingDeleted(port, before);
    assert.match(heldReasons(ended).join(), reason);
  }
});

test('a file that is cut short, of another integration, or none is told, and nothing is deleted', async (t) => {
  const { product, port, folder, file, deleteNow } = await started(t);
  await product.sync(later);
  const before = port.entities();
  const whole = await readFile(file, 'utf8');
  const lines = whole.trimEnd().split('\n');
  const [head = ''] = lines;
  for (const [text, message] of [
    [whole.slice(0, -20), /it was cut short/],
    [[head, ...lines.slice(2)].join('\n'), /it was cut short/],
    ['', /not a file of deletions/],
    ['[]\n{}', /not a file of deletions/],
    [whole.replace(lines[1] ?? '', '["branch"]'), /names no entity/],
    [
      whole.replace(`"${identifier}"`, '"other"'),
      /has no deletions that a run .* put off; it has those of "other"/,
    ],
  ] as const) {
    await writeFile(file, text);
    const { report } = await deleteNow();
    assert.equal(report.run.status, 'failed');
    assert.equal(report.run.failure?.code, 'PCS1601');
    assert.match(report.run.failure?.message ?? '', message);
  }
  for (const deletionsFrom of [join(folder, 'nowhere'), join(folder, identifier, 'none.ndjson')])
    assert.match((await deleteNow({ deletionsFrom })).report.run.failure?.message ?? '', /cannot be read/);
  nothingDeleted(port, before);
});

/** The file, with another time in its head. */
async function setAsOf(file: string, asOf: number): Promise<void> {
  const [head = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(
    file,
    [JSON.stringify({ ...JSON.parse(head), asOf: new Date(asOf).toISOString() }), ...rest].join('\n'),
  );
}

test('a file of a time that is still to come by Port’s clock deletes nothing', async (t) => {
  const { product, port, clock, file, deleteNow } = await started(t);
  await product.sync(later);
  const before = port.entities();
  await setAsOf(file, clock.now() + 24 * 60 * 60_000);
  const { report } = await deleteNow();
  nothingDeleted(port, before);
  assert.equal(report.run.failure?.code, 'PCS1601');
  assert.match(report.run.failure?.message ?? '', /still to come by Port's clock/);
});

test('what was written since stays whatever time a file names', async (t) => {
  const { product, port, clock, file, deleteNow } = await started(t);
  const ended = await product.sync(later);
  const [gone] = ended.changes.filter(({ action }) => action === 'held-back');
  await clock.sleep(60_000);
  port.edit(gone?.blueprint ?? '', gone?.identifier ?? '', {}, oceanDatasource(identifier));
  await clock.sleep(60_000);
  await setAsOf(file, clock.now());
  const { report } = await deleteNow();
  assert.ok(port.entity(gone?.blueprint ?? '', gone?.identifier ?? ''));
  assert.equal(report.totals.deleted, ended.report.totals.heldBack - 1);
});

test('of several files of one integration the latest counts', async (t) => {
  const { product, clock, file, folder, deleteNow } = await started(t);
  await product.sync(later);
  await mkdir(join(folder, 'attempt-1'));
  await writeFile(join(folder, 'attempt-1', PUT_OFF_FILE), await readFile(file));
  await clock.sleep(60_000);
  await product.sync(later);
  assert.ok((await deleteNow()).report.totals.deleted >= 2);
});

test('what Port’s list of owned entities lacks is looked for: none is passed over as another’s', async (t) => {
  const { product, port, deleteNow } = await started(t);
  const { report } = await product.sync(later);
  const putOff = report.totals.heldBack;
  port.faults = [
    {
      match: /datasource-entities/,
      fault: {
        type: 'changed',
        name: 'an empty list',
        change: (right) => ({
          ...right,
          body: Buffer.from(JSON.stringify({ ...JSON.parse(right.body.toString()), entities: [] })),
        }),
      },
      times: Infinity,
    },
  ];
  const ended = await deleteNow();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.totals.deleted, putOff);
});

test('what a run that was killed has not deleted, another one does', async (t) => {
  const { product, port, clock, deleteNow } = await started(t);
  const putOff = (await product.sync(later)).report.totals.heldBack;
  const owned = port.entities().length;
  await clock.sleep(20_000);
  let isKilled = false;
  port.faults = [
    {
      match({ url }) {
        if (!isKilled && url.pathname.endsWith('/bulk/entities/delete')) {
          product.kill();
          isKilled = true;
        }
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  await deleteNow();
  assert.ok(isKilled);
  assert.equal(port.integration(identifier)?.resyncState.status, 'running');
  await clock.sleep(6 * 60_000);
  assert.equal((await deleteNow()).report.run.status, 'succeeded');
  assert.equal(port.entities().length, owned - putOff);
});

test('a run that is cancelled deletes nothing more, and says what it held back', async (t) => {
  const { product, port, deleteNow } = await started(t);
  await product.sync(later);
  const before = port.entities();
  port.latency = 1_000;
  const deleting = deleteNow();
  await product.clock.sleep(2_500);
  product.stop(new Cancelled('The run was cancelled (SIGTERM).'));
  const { report } = await deleting;
  assert.equal(report.run.status, 'cancelled');
  nothingDeleted(port, before, 'the run was cancelled');
});

/** A project moves from the first of two shards to the second: what becomes of notes on it, in the order of the runs. */
async function notesAfterMove(t: TestContext, deletionsLater: boolean): Promise<number> {
  const { product, port, azureDevOps, deleteNow } = await started(t);
  const [{ item: moving } = assert.fail('no project'), ...rest] = [
    ...(azureDevOps.organisations[0]?.all('project') ?? []),
  ];
  const choosing = (integrationIdentifier: string, ids: readonly string[]): Partial<Settings> => ({
    integrationIdentifier,
    scope: { ...EVERYTHING, projects: ids.map(parseProjectPattern) },
    ...(deletionsLater && later),
  });
  const others = rest.map(({ item }) => item.id);
  await product.sync(choosing(identifier, [moving.id, ...others.slice(0, 1)]));
  await product.sync(choosing('shard-b', others.slice(1)));
  port.edit('project', moving.id, { properties: { notes: 'by hand' } }, oceanDatasource(identifier));
  // The one that loses the project happens to be first.
  await product.sync(choosing(identifier, others.slice(0, 1)));
  await product.sync(choosing('shard-b', [moving.id, ...others.slice(1)]));
  if (deletionsLater) await deleteNow();
  return port.entities('project').filter(({ properties }) => properties.notes === 'by hand').length;
}

test('a shard that deleted at once what another is about to write would lose what people wrote by hand', async (t) => {
  assert.equal(await notesAfterMove(t, false), 0);
  assert.equal(await notesAfterMove(t, true), 1);
});
