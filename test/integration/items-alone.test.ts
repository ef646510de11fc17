import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemPath } from '../../src/kinds/item-selection.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { createProduct } from './product.ts';

const blueprint = {
  identifier: 'thing',
  title: 'Thing',
  schema: { properties: {}, required: [] },
  relations: {},
};

/** A catalog of one kind, and what runs over single items do when one of two items goes that share an entity. */
async function synced(kind: string, identifier: string, selector: object = {}) {
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)) } });
  product.port.seedBlueprints([blueprint]);
  const settings = {
    mapping: {
      from: 'inline' as const,
      text: JSON.stringify({
        resources: [resource(kind, { identifier, blueprint: '"thing"' }, selector)],
      }),
    },
    initializePortResources: false,
    scope: EVERYTHING,
  };
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  return { product, organisation, settings };
}

test('a branch whose identifier tells it from every other goes', async () => {
  for (const identifier of ['.name', '.refName', '.name | gsub("/"; "-")', '[.name] | tojson | @base64'])
    assert.equal(await left(identifier, 'login', 'else'), 'deleted', identifier);
});

for (const [identifier, gone, stays] of [
  ['.name | gsub("/"; "-")', 'feature/a', 'feature-a'],
  ['.name | gsub("/"; "-")', 'feature-a', 'feature/a'],
  ['.name | ascii_downcase', 'Main-Line', 'main-line'],
  ['.name | ascii_downcase', 'main-line', 'Main-Line'],
  ['.name | split("/") | last', 'x/login', 'y/login'],
  ['.name | split("/") | last', 'login', 'y/login'],
  ['.name | split("/") | first', 'login', 'login/y'],
  ['.name | ltrimstr("release/")', '1.2', 'release/1.2'],
  ['.name | sub("^release/"; "")', '1.2', 'release/1.2'],
  ['.name | sub("\\\\.x$"; "")', 'login', 'login.x'],
  ['.name | gsub("[^a-z]"; "")', 'login', 'log-in'],
  ['.name[0:4]', 'release-1', 'release-2'],
] as const)
  test(`branch ${gone} goes, and ${stays}, which is the same entity by ${identifier}, keeps it`, async () =>
    assert.equal(await left(identifier, gone, stays), 'waiting'));

/** State of the entity of a branch that goes, where another branch stays. */
async function left(identifier: string, gone: string, stays: string): Promise<string> {
  const { product, organisation, settings } = await synced(
    'branch',
    `.__repository.id + "/" + (${identifier})`,
  );
  const repository = organisation.find('repository', ({ isDisabled }) => !isDisabled).item;
  const [, one, other] = [...organisation.all('branch')].filter(({ item }) =>
    item.url.includes(repository.id),
  );
  one?.update({ name: `refs/heads/${gone}` });
  other?.update({ name: `refs/heads/${stays}` });
  assert.ok(one && other);
  await product.sync(settings);
  await product.clock.sleep(5_000);
  one.remove();
  const items = await product.openItems(settings);
  const path: ItemPath = {
    organisation: 'contoso',
    steps: [
      { list: 'projects', id: repository.project.id },
      { list: 'repositories', id: repository.id },
      { list: 'branches', id: `refs/heads/${gone}` },
    ],
  };
  const outcome = await items.run([path]);
  return outcome.deleted === 1 ? 'deleted' : outcome.waiting.length === 1 ? 'waiting' : 'neither';
}
