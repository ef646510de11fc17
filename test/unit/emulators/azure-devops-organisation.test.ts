import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kinds } from '../../../src/kinds/registry.ts';
import {
  createOrganisation,
  kindNames,
  type OrganisationOptions,
} from '../../emulators/azure-devops/index.ts';
import { serve, today } from './azure-devops-helpers.ts';

const listed = kindNames.filter((kind) => kind !== 'file' && kind !== 'folder');
const paths = ['README.md', '**/values.yaml'];

const total = (options: OrganisationOptions) => {
  const organisation = createOrganisation({ now: today, ...options });
  return listed.reduce((sum, kind) => sum + organisation.expected(kind, { depth: 14 }), 0);
};

describe('the emulated organisation', () => {
  it('has all kinds, none of them empty', () => {
    const organisation = createOrganisation({ now: today });
    assert.deepEqual([...kindNames].toSorted(), [...kinds.keys()].toSorted());
    for (const kind of kindNames)
      assert.ok(organisation.expected(kind, { paths, folders: ['deploy/*'] }) > 0, kind);
  });

  it('is about as large as its preset says', () => {
    assert.ok(Math.abs(total({ scale: 'demo' }) / 3_000 - 1) < 0.15);
    assert.ok(Math.abs(total({ scale: 'medium' }) / 40_000 - 1) < 0.15);
  });

  it('is the same from the same seed, and another from another', () => {
    const titles = (seed: number) =>
      [...createOrganisation({ now: today, seed }).all('work-item')].map(({ item }) => item.title);
    assert.deepEqual(titles(1), titles(1));
    assert.notDeepEqual(titles(1), titles(2));
  });

  it('gives every item of a kind its own id', () => {
    const organisation = createOrganisation({ now: today, scale: 'medium' });
    for (const kind of [
      'project',
      'repository',
      'team',
      'work-item',
      'build',
      'release',
      'pipeline',
    ] as const) {
      const ids = [...organisation.all(kind)].map(({ item }) => item.id);
      assert.equal(new Set<unknown>(ids).size, ids.length, kind);
    }
    const numbers = [...organisation.all('pull-request')].map(({ item }) => item.pullRequestId);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it('changes the share of work items that is asked for, and leaves the others as they were', () => {
    const organisation = createOrganisation({ now: today, scale: { workItemsPerProject: 500 } });
    const read = () => new Map([...organisation.all('work-item')].map(({ item }) => [item.id, item.title]));
    const before = read();
    organisation.change({ share: 0.1, seed: 7, kinds: ['work-item'] });
    const changed = [...read()].filter(([id, title]) => before.get(id) !== title).length;
    assert.ok(Math.abs(changed / before.size - 0.1) < 0.02, `${changed} of ${before.size}`);
  });

  it('leaves the ids of the others alone when an item is removed or added', () => {
    const organisation = createOrganisation({ now: today });
    const ids = () => [...organisation.all('build')].map(({ item }) => item.id);
    const before = ids();
    const place = organisation.find('build');
    place.remove();
    assert.deepEqual(ids(), before.slice(1));
    place.grow(1);
    assert.equal(ids().filter((id) => !before.includes(id)).length, 1);
  });

  it('renames a project in everything that names it', async () => {
    const { organisation, ask } = serve();
    organisation.find('project', ({ slot }) => slot === 0).update({ name: 'Till' });
    const { json } = await ask('https://dev.azure.com/northpeak/Till/_apis/git/repositories');
    assert.equal(json.value[0].project.name, 'Till');
  });

  it('loses with a project what hangs under it', () => {
    const organisation = createOrganisation({ now: today });
    const before = organisation.expected('group');
    organisation.find('project').remove();
    assert.equal(organisation.expected('repository'), 25);
    assert.ok(organisation.expected('group') < before);
  });

  it('has the odd places that a reader stumbles over', () => {
    const organisation = createOrganisation({ now: today });
    const names = [...organisation.all('project')].map(({ item }) => item.name);
    for (const sign of ["'", '%', '&', 'é'])
      assert.ok(
        names.some((name) => name.includes(sign)),
        sign,
      );
    assert.ok(
      [...organisation.all('project')].some(({ item }) => organisation.lists(item).repositories.size() === 0),
    );
    const repositories = [...organisation.all('repository')].map(({ item }) => item);
    assert.ok(repositories.some(({ isDisabled }) => isDisabled));
    assert.ok(repositories.some(({ defaultBranch }) => defaultBranch === undefined));
    assert.ok(repositories.some(({ defaultBranch }) => defaultBranch === 'refs/heads/trunk'));
    assert.ok([...organisation.all('pipeline')].some(({ item }) => item.repository.type === 'GitHub'));
    assert.ok([...organisation.all('pipeline')].some(({ item }) => item.definitionIsGone));
    assert.ok([...organisation.all('build')].some(({ item }) => item.status === 'notStarted'));
    assert.ok([...organisation.all('user')].some(({ item }) => item.mail === ''));
    assert.ok([...organisation.all('group-member')].some(({ item }) => item.type === 'group'));
    assert.ok([...organisation.all('branch')].some(({ item }) => item.name.split('/').length > 4));
  });

  it('has files that are huge, empty, binary and none of the encodings one hopes for', () => {
    const organisation = createOrganisation({ now: today });
    const content = (path: string) => organisation.find('file', (file) => file.path === path).item.content();
    assert.ok(content('/odd/huge.json').length > 1_048_576);
    assert.equal(content('/odd/empty.yaml').length, 0);
    assert.ok(content('/odd/windows.json').toString('utf8').startsWith('\ufeff{\r\n'));
    assert.throws(() => new TextDecoder('utf8', { fatal: true }).decode(content('/odd/logo.png')));
    assert.throws(() => JSON.parse(content('/odd/broken.json').toString('utf8')));
    assert.ok(content('/odd/several.yaml').toString('utf8').startsWith('---\n'));
  });
});
