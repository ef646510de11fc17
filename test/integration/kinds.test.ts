import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import { kindNames, type Organisation } from '../emulators/azure-devops/index.ts';
import { differenceOf } from '../support/items.ts';
import { createProduct } from './product.ts';
import { type Delivered, deliveredBy } from './support/delivered-by.ts';
import { organisationOptions, plain } from './support/resources.ts';
import type { Item } from './support/whole-items.ts';

const url = 'https://dev.azure.com/contoso';

const product = createProduct({ organisation: organisationOptions });
const organisation = product.azureDevOps.organisations[0] as Organisation;

let delivered: Map<string, Delivered>;
let notes: string[];

before(async () => {
  const result = await deliveredBy(product, plain);
  delivered = new Map(result.delivered.map((one) => [one.kind, one]));
  notes = result.notes;
  assert.deepEqual(result.warnings, []);
});

const itemsOf = (kind: string): Item[] => delivered.get(kind)?.items ?? [];

/** A repository as it stands inside other items: without what only the item itself carries. */
const repositoryOf = (id: unknown): Item => {
  const { __organizationUrl, __organizationName, ...item } =
    itemsOf('repository').find((one) => one.id === id) ?? assert.fail(`there is no repository ${id}`);
  return item;
};

const asked = { paths: ['README.md'], folders: ['*'], depth: 14 };

describe('every kind', () => {
  test('is one that the emulated organisation has', () => {
    assert.deepEqual([...kindNames].toSorted(), [...kinds.keys()].toSorted());
  });

  for (const kind of kinds.keys()) {
    test(`${kind}: as many items as the organisation has, each in Port`, () => {
      const { report, items } = delivered.get(kind) as Delivered;
      const expected = organisation.expected(kind, asked);
      assert.ok(expected > 0);
      assert.deepEqual(
        {
          rawItems: report.rawItems,
          entities: report.entities,
          created: report.created,
          arrived: items.length,
        },
        { rawItems: expected, entities: expected, created: expected, arrived: expected },
      );
    });

    test(`${kind}: the items are what the organisation has, with the fields of the kind, and nothing else`, () => {
      const expected = organisation.rawItems(kind, asked);
      const own = { __organizationUrl: url, __organizationName: 'contoso' };
      for (const item of itemsOf(kind)) assert.partialDeepStrictEqual(item, own);
      if (!expected) return;
      const { found, expected: missing } = differenceOf(
        itemsOf(kind),
        expected.map((item) => ({ ...item, ...own })),
      );
      assert.deepEqual(found, missing);
    });
  }

  test('folder: where it is', () => {
    for (const { __repository, __branch, __pattern } of itemsOf('folder')) {
      assert.deepEqual(__repository, repositoryOf(__repository.id));
      assert.equal(__branch, __repository.defaultBranch.replace('refs/heads/', ''));
      assert.equal(__pattern, '*');
    }
  });

  test('file: content, parsed content and where it is from', () => {
    const [{ file, repo } = {} as Item] = itemsOf('file');
    assert.equal(repo.id, repositoryOf(repo.id).id);
    const { objectId, commitId, content, contentMetadata: _, ...rest } = file;
    assert.match(`${objectId} ${commitId}`, /^[0-9a-f]{40} [0-9a-f]{40}$/);
    assert.match(content.raw, /^# /);
    assert.equal(content.parsed, content.raw);
    assert.partialDeepStrictEqual(rest, {
      path: 'README.md',
      size: Buffer.byteLength(content.raw),
      isFolder: false,
    });
  });

  test('test-run: all results, however many', () => {
    const [largest] = itemsOf('test-run').sort((a, b) => b.__testResults.length - a.__testResults.length);
    assert.equal(largest?.__testResults.length, 120);
  });
});

describe('in odd places', () => {
  const within = (kind: string, name: string) =>
    itemsOf(kind).filter((item) => item.__project?.name === name).length;

  test('projects whose names have blanks, quotes, per cent signs or accents are read in full', () => {
    for (const name of ['Checkout & Cart', "Buyer's Account", 'Search 100%', 'Données Magasin']) {
      const lists = organisation.lists(organisation.project(name) as never);
      assert.equal(within('work-item', name), lists.workItems.size(), name);
      assert.equal(within('build', name), lists.builds.size(), name);
    }
  });

  test('branches keep their slashes, quotes, per cent signs and accents', () => {
    const names = itemsOf('branch').map(({ name }) => name);
    for (const form of [/^feature\/1\//, /^users\/zoë\//, /^topic\/100%-"4"-größe$/])
      assert.ok(
        names.some((name) => form.test(name)),
        String(form),
      );
  });

  test('a project without repositories is a project all the same', () => {
    const { id } = itemsOf('project').find(({ name }) => name === 'Records Archive') as Item;
    assert.equal(itemsOf('repository').filter((one) => one.project.id === id).length, 0);
    assert.ok(within('build', 'Records Archive') > 0);
  });

  test('a disabled repository is a repository, and no more than that', () => {
    const [{ id } = {} as Item] = itemsOf('repository').filter(({ isDisabled }) => isDisabled);
    for (const kind of ['branch', 'repository-policy', 'folder'])
      assert.equal(itemsOf(kind).filter(({ __repository }) => __repository.id === id).length, 0, kind);
    assert.ok(notes.includes('a disabled repository shows no files'));
  });

  test('an empty repository has policies and no branch', () => {
    const [{ id } = {} as Item] = itemsOf('repository').filter(({ defaultBranch }) => !defaultBranch);
    const of = (kind: string) => itemsOf(kind).filter(({ __repository }) => __repository.id === id).length;
    assert.deepEqual([of('branch'), of('folder'), of('repository-policy')], [0, 0, 1]);
  });

  test('files and folders are those of the default branch, whatever it is called', () => {
    const branches = new Set(itemsOf('folder').map(({ __branch }) => __branch));
    assert.deepEqual([...branches].sort(), ['main', 'master', 'trunk']);
  });

  test('a team whose boards answer 500 since it has no iteration has none', () => {
    const { item } = organisation.find('team', ({ hasIterations }) => !hasIterations);
    assert.ok(itemsOf('team').some(({ id }) => id === item.id));
    assert.ok(!itemsOf('iteration').some(({ __team }) => __team.id === item.id));
    assert.ok(notes.includes('a team without an iteration has no boards'));
  });

  test('repositories without Advanced Security, or a scan, have no alerts', () => {
    const off = [...organisation.all('repository')].filter(({ item }) => item.advancedSecurity !== 'on');
    assert.deepEqual(
      new Set(off.map(({ item }) => item.advancedSecurity)),
      new Set(['off', 'never', 'unscanned']),
    );
    const ids = new Set(off.map(({ item }) => item.id));
    assert.ok(!itemsOf('advanced-security-alert').some(({ __repositoryId }) => ids.has(__repositoryId)));
    assert.ok(notes.includes('Advanced Security is off for a repository'));
    assert.ok(notes.includes('nothing was scanned yet in a repository'));
  });

  test('a build that has not started has no stages', () => {
    const waiting = itemsOf('build').filter(({ status }) => status === 'notStarted');
    assert.ok(waiting.length > 0);
    const ids = new Set(waiting.map(({ id }) => id));
    assert.ok(!itemsOf('pipeline-stage').some(({ __build }) => ids.has(__build.id)));
  });

  test('a work item that vanishes between query and read is left out, the rest of its batch is not', () => {
    const { item } = organisation.find('work-item', ({ vanishes }) => vanishes);
    assert.ok(!itemsOf('work-item').some(({ id }) => id === item.id));
    assert.equal(within('work-item', 'Payments'), organisation.lists(item.project).workItems.size() - 1);
  });

  test('groups in groups are members of them', () => {
    const groups = itemsOf('group-member').filter(({ subjectKind }) => subjectKind === 'group');
    assert.ok(groups.length > 0);
    assert.ok(groups.some(({ descriptor }) => itemsOf('group').some((one) => one.descriptor === descriptor)));
  });
});
