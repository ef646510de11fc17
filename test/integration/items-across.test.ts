import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ItemPath } from '../../src/kinds/item-selection.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { Fault } from '../emulators/types.ts';
import type { ItemsProcess, ProductOptions } from './product.ts';
import { mappingOf, projects, repositories, teams, trusted, workItems } from './support/trust.ts';

const ACROSS = '/v1/entities/search';
const OWN = '/v1/blueprints/{blueprint}/entities/search';

const opened: ItemsProcess[] = [];
after(() => Promise.all(opened.map((one) => one.close())));

/** A catalog of four blueprints with a full sync behind it, and a process that runs over single items. */
async function synced(options: ProductOptions = {}) {
  const settings = mappingOf([projects, repositories, teams, workItems]);
  const product = trusted(options, settings);
  await product.sync();
  await product.clock.sleep(5_000);
  const open = async () => {
    const items = await product.openItems(settings);
    opened.push(items);
    return items;
  };
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  const key = `${project.id}/${id}`;
  const path = (...steps: ItemPath['steps']): ItemPath => ({
    organisation: 'contoso',
    steps: [{ list: 'projects', id: project.id }, ...steps],
  });
  /** A project, its repositories and a work item. */
  const paths: ItemPath[] = [
    { ...path(), alone: true },
    path({ list: 'repositories' }),
    path({ list: 'work items', id }),
  ];
  const before = product.port.requests.length;
  const asked = () =>
    product.port.requests
      .slice(before)
      .map(({ route }) => route)
      .filter((route) => route.endsWith('/entities/search'));
  return {
    ...product,
    open,
    organisation,
    place,
    key,
    path,
    paths,
    asked,
    titleOf: () => product.port.entity('item', key)?.title,
  };
}

/** An answer without this entity, as if there were none of it. */
const without = (key: string): Fault => ({
  type: 'changed',
  name: 'left out',
  change: (response) => {
    const { entities, ...answer } = JSON.parse(response.body.toString());
    const others = entities.filter(({ identifier }: { identifier: string }) => identifier !== key);
    assert.equal(others.length, entities.length - 1);
    return { ...response, body: Buffer.from(JSON.stringify({ ...answer, entities: others })) };
  },
});

const onAcross = (_: unknown, route: string) => route === ACROSS;

test('items of several blueprints ask Port once, whatever their number', async () => {
  const { open, place, paths, asked, titleOf } = await synced();
  place.update({ title: 'Another' });
  const outcome = await (await open()).run(paths);
  assert.deepEqual([outcome.updated, outcome.created, outcome.waiting], [1, 0, []]);
  assert.ok(outcome.unchanged >= 4, `${outcome.unchanged}`);
  assert.deepEqual(asked(), [ACROSS]);
  assert.equal(titleOf(), 'Another');
});

test('an item of one blueprint, and what is new, ask in the search of the blueprint', async () => {
  const { open, place, path, paths, asked, port, key } = await synced();
  const items = await open();
  await items.run([path({ list: 'work items', id: place.item.id })]);
  assert.deepEqual(asked(), [OWN]);
  port.remove('item', [key]);
  const outcome = await items.run(paths);
  assert.deepEqual([outcome.created, outcome.updated], [1, 0]);
  assert.deepEqual(asked(), [OWN, ACROSS, OWN]);
});

test('what the search across blueprints leaves out is not overwritten where another process has written it since', async () => {
  let between: (() => Promise<void>) | undefined;
  const { open, place, path, paths, port, clock, key, titleOf } = await synced({
    around: (transport) => async (request) => {
      const answer = await transport(request);
      if (request.url.includes('/workitems?')) await between?.();
      return answer;
    },
  });
  const [items, other] = [await open(), await open()];
  port.faults.push({ match: onAcross, times: Infinity, fault: without(key) });
  place.update({ title: 'Old' });
  // The first has read the old title; the other writes the new one before the first comes to write.
  between = async () => {
    between = undefined;
    place.update({ title: 'New' });
    await clock.sleep(3_000);
    await other.run([path({ list: 'work items', id: place.item.id })]);
  };
  const outcome = await items.run(paths);
  assert.equal(titleOf(), 'New');
  assert.deepEqual([outcome.updated, outcome.created, outcome.waiting], [0, 0, []]);
  assert.deepEqual(
    other.changes.map(({ action, identifier }) => [action, identifier]),
    [['updated', key]],
  );
});

test('what the search across blueprints leaves out is compared and deleted as ever', async () => {
  const { open, place, paths, port, key, titleOf } = await synced();
  const items = await open();
  port.faults.push({ match: onAcross, times: Infinity, fault: without(key) });
  const same = await items.run(paths);
  assert.deepEqual([same.created, same.updated], [0, 0]);
  place.remove();
  const gone = await items.run(paths);
  assert.equal(gone.deleted, 1);
  assert.equal(titleOf(), undefined);
});

test('where Port refuses the search across blueprints, each is asked by itself, and the outcome is the same', async () => {
  const { open, place, paths, asked, port, titleOf } = await synced();
  const items = await open();
  port.faults.push({ match: onAcross, times: Infinity, fault: { type: 'status', status: 404 } });
  place.update({ title: 'Another' });
  const outcome = await items.run(paths);
  assert.deepEqual([outcome.updated, outcome.created, outcome.waiting], [1, 0, []]);
  assert.equal(titleOf(), 'Another');
  assert.deepEqual(asked(), [ACROSS, OWN, OWN, OWN]);
  await items.run(paths);
  assert.deepEqual(asked().slice(4), [OWN, OWN, OWN]);
});
