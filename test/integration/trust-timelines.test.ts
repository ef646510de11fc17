import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /has no timeline, it is told/);
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
