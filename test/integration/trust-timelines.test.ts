import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

const stages = onto('pipeline-stage', 'item', {
  identifier: '(.__build.id | tostring) + "/" + .id',
  title: '.name',
});

test('stages of a build that has no timeline any more, it is told, stay, and those of one that is gone go', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, buildsPerProject: 8, stagesPerBuild: 2 } } },
    mappingOf([stages], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const identifiers = () => product.port.entities('item').map(({ identifier }) => identifier);
  const all = identifiers();
  const [organisation] = product.azureDevOps.organisations;
  const builds = [...(organisation?.all('build') ?? [])].filter(({ item }) =>
    all.some((id) => id.startsWith(`${item.id}/`)),
  );
  const [liar, gone] = builds.slice(-2);
  assert.ok(liar && gone);
  liar.update({ isRejected: true, result: 'failed' });
  gone.remove();
  const { report } = await product.sync();
  assert.equal(report.run.status, 'succeeded', JSON.stringify(report.problems));
  assert.deepEqual(
    identifiers(),
    all.filter((id) => !id.startsWith(`${gone.item.id}/`)),
  );
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /has no stages, it is told/);
});

interface Answer {
  value: { startTime?: string }[];
}

/** One route's answers, changed: of each build, or of each timeline. */
const answered = (wanted: string, change: (body: Answer) => object | undefined): FaultRule => ({
  match: (_, route) => route === wanted,
  fault: {
    type: 'changed',
    name: 'another answer',
    change(right: WireResponse) {
      const body = change(JSON.parse(right.body.toString() || '{}'));
      if (!body) return { ...right, status: 204, body: Buffer.alloc(0) };
      return { ...right, body: Buffer.from(JSON.stringify(body)) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});
const TIMELINE = '/{project}/_apis/build/builds/{build}/timeline';
const notStarted = (change: object) =>
  answered('/{project}/_apis/build/builds', (body) => ({
    ...body,
    value: body.value.map(({ startTime, ...build }) => ({ ...build, ...change })),
  }));
const without = answered(TIMELINE, () => undefined);
const withoutRecords = answered(TIMELINE, (body) => ({ ...body, records: null }));

/** Timelines without a record in the first reading, and without a list of them in the next. */
function emptyThenNone(): FaultRule {
  const told = new Set<unknown>();
  return answered(TIMELINE, (body) => {
    const { id } = body as { id?: unknown };
    const records = told.has(id) ? null : [];
    told.add(id);
    return { ...body, records };
  });
}

for (const [told, faults] of Object.entries({
  'has none, and then no records': [emptyThenNone()],
  'was cancelled before it started': [notStarted({ status: 'completed', result: 'canceled' }), without],
  'has no records': [withoutRecords],
  'waits and has no records': [notStarted({ status: 'notStarted', result: undefined }), withoutRecords],
}))
  test(`stages of a build that ${told}, it is told in each reading, stay`, async () => {
    const product = trusted(
      { organisation: { scale: { projects: 1, buildsPerProject: 8, stagesPerBuild: 2 } } },
      mappingOf([stages], { entityDeletionThreshold: 1 }),
    );
    await product.sync();
    const before = product.port.entities('item');
    assert.ok(before.length > 0);
    product.azureDevOps.faults = faults;
    const { report } = await product.sync();
    assert.equal(report.run.status, 'succeeded', JSON.stringify(report.problems));
    assert.deepEqual(product.port.entities('item'), before);
    assert.match(report.deletions.heldBack[0]?.reason ?? '', /has no stages, it is told/);
  });

test('a build that waits holds back no stages, also where an identifier does not show the build', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, buildsPerProject: 8, stagesPerBuild: 2 } } },
    mappingOf([onto('pipeline-stage', 'item', { identifier: '.id', title: '.name' })], {
      entityDeletionThreshold: 1,
    }),
  );
  await product.sync();
  const before = product.port.entities('item').length;
  const builds = [...(product.azureDevOps.organisations[0]?.all('build') ?? [])];
  const [gone, waiting] = builds.filter(({ item }) => item.status === 'completed');
  assert.ok(gone && waiting);
  gone.remove();
  const isOfWaiting = (build: { id?: number }) => build.id === waiting.item.id;
  product.azureDevOps.faults = [
    answered('/{project}/_apis/build/builds', (body) => ({
      ...body,
      value: body.value.map(({ startTime, ...build }) =>
        isOfWaiting(build) ? { ...build, status: 'notStarted', result: undefined } : { startTime, ...build },
      ),
    })),
    {
      ...without,
      match: ({ url }, route) => route === TIMELINE && url.pathname.includes(`/builds/${waiting.item.id}/`),
    },
  ];
  const { report } = await product.sync();
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.deletions.heldBack, []);
  assert.ok(product.port.entities('item').length < before);
});

test('a build that succeeded and has neither a start nor a timeline is a problem', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, buildsPerProject: 8, stagesPerBuild: 2 } } },
    mappingOf([stages]),
  );
  product.azureDevOps.faults = [notStarted({}), without];
  const { report } = await product.sync();
  assert.match(JSON.stringify(report.problems), /the timeline of build \d+/);
});

for (const change of [{ result: 'succeeded' }, { result: 'partiallySucceeded' }, { status: 'inProgress' }])
  test(`a build that has stages for certain and no timeline is a problem: ${JSON.stringify(change)}`, async () => {
    const product = trusted(
      { organisation: { scale: { projects: 1, buildsPerProject: 8, stagesPerBuild: 2 } } },
      mappingOf([stages]),
    );
    product.azureDevOps.organisations[0]
      ?.find('build', ({ status }) => status === 'completed')
      .update({ isRejected: true, ...change });
    const { report } = await product.sync();
    assert.match(JSON.stringify(report.problems), /the timeline of build \d+/);
  });
