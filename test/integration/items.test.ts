import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { createProduct } from './product.ts';

const now = new Date(Date.UTC(2026, 0, 5));

test('a work item that was chosen is read alone, in three requests, and written as a full sync would', async () => {
  const product = createProduct({ organisation: { now } });
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  await product.sync();
  const synced = new Set(product.port.entities('azureDevopsWorkItem').map(({ identifier }) => identifier));
  const place = organisation.find('work-item', ({ id, project }) => synced.has(`${project.id}/${id}`));
  const { id, project } = place.item;
  place.update({ title: 'Changed' });
  await product.clock.sleep(5_000);
  const items = await product.openItems();
  const before = product.azureDevOps.requests.length;
  const path = [
    { list: 'projects', id: project.id },
    { list: 'work items', id },
  ];
  const outcome = await items.run([{ organisation: 'contoso', steps: path }]);
  await items.close();
  assert.deepEqual(
    items.changes.map(({ action, identifier }) => [action, identifier]),
    [['updated', `${project.id}/${id}`]],
  );
  assert.equal(product.azureDevOps.requests.length - before, 3);
  assert.deepEqual(
    [outcome.updated, outcome.waiting, outcome.isRead, outcome.isAnswered],
    [1, [], true, true],
  );
});
