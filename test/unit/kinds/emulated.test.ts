import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { kinds } from '../../../src/kinds/registry.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { differenceOf } from '../../support/items.ts';
import { clientOf } from './support/emulated.ts';
import { read, type Wanted } from './support/read.ts';

/** The kinds with the options that make them ask for most. */
const options: Record<string, Record<string, unknown>> = {
  project: { defaultTeam: true },
  repository: { includedFiles: ['README.md', 'CODEOWNERS'] },
  file: { files: { path: ['README.md', 'nowhere.md', '**/*.{yml,yaml,json}', 'odd/*'] } },
  folder: { folders: [{ path: '*' }, { path: '*/*' }] },
  pipeline: { includeRepo: true },
  build: { enrichWithFirstCommit: true },
  'test-run': { codeCoverage: { flags: 7 } },
  team: { includeMembers: true, includeAreaPaths: true },
  user: { source: 'graph', includeGroupMemberships: true },
  'release-definition': { expand: 'environments' },
  wiki: { includeContent: true },
};
/** Options of kinds that read nothing by default. */
const needed: Record<string, Record<string, unknown>> = {
  file: { files: { path: 'README.md' } },
  folder: { folders: [{ path: '*' }] },
};
const plain: Wanted[] = [...kinds.keys()].map((kind) => ({ kind, ...needed[kind] }));
const everything: Wanted[] = [...kinds.keys()].map((kind) => ({ kind, ...options[kind] }));

interface Variant {
  /** Names that try to do harm. */
  hostile?: boolean;
  /** A share of everything is gone. */
  removed?: boolean;
}

async function readEmulated(wanted: readonly Wanted[], { hostile = false, removed = false }: Variant = {}) {
  const clock = virtualClock();
  const now = new Date(clock.now());
  const organisation = createOrganisation({
    now,
    hostile,
    scale: { buildsPerProject: 8, workItemsPerProject: 20 },
  });
  if (removed) organisation.remove({ share: 0.1, seed: 3 });
  const emulator = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock,
    pageSizes: { graph: 7, entitlements: 9 },
  });
  const devops = clientOf(emulator, organisation, clock);
  const result = await read({ devops }, wanted, { now });
  const requests = emulator.requests
    .filter(({ status }) => status < 500)
    .map(({ method, url, requestBody }) => `${method} ${url} ${requestBody}`)
    .sort();
  return { ...result, requests, emulator, organisation };
}

describe('on the emulated organisation', () => {
  for (const hostile of [false, true]) {
    it(`every kind is read in full and gives items${hostile ? ', whatever names are' : ''}`, async () => {
      const { items, incomplete, warnings } = await readEmulated(everything, { hostile });
      assert.deepEqual(incomplete.flat(), []);
      assert.deepEqual(warnings, []);
      const empty = everything.filter((_, index) => items[index]?.length === 0);
      assert.deepEqual(
        empty.map(({ kind }) => kind),
        [],
      );
    });
  }

  for (const [title, variant] of Object.entries<Variant>({
    'as it is': {},
    'whose names try to do harm, after a share of everything is gone': { hostile: true, removed: true },
  })) {
    describe(`${title}, by the default options`, () => {
      let all: Awaited<ReturnType<typeof readEmulated>>;
      before(async () => {
        all = await readEmulated(plain, variant);
      });

      for (const [index, { kind }] of plain.entries())
        it(`${kind}: the raw items are what the organisation has, with the fields of the kind`, () => {
          const items = all.items[index]?.map(({ __organizationUrl, __organizationName, ...item }) => item);
          const expected = all.organisation.rawItems(kind) ?? items ?? [];
          assert.ok(expected.length > 0);
          const difference = differenceOf(items ?? [], expected);
          assert.deepEqual(difference.found, difference.expected);
        });
    });
  }

  it('nothing is asked for twice, and no parameter that the API does not have', async () => {
    const { requests, emulator } = await readEmulated([...everything, ...everything]);
    assert.deepEqual(emulator.unknownParameters, []);
    const twice = requests.filter((request, index) => request === requests[index - 1]);
    assert.deepEqual(twice, []);
  });

  it('what is not there is told as such', async () => {
    const { notes } = await readEmulated(everything);
    for (const reason of [
      'Advanced Security is off for a repository',
      'nothing was scanned yet in a repository',
      'a disabled repository shows no files',
      'a repository or branch does not have the path asked for',
      'a team without an iteration has no boards',
      'a team has no area paths',
      'a build that has not started has no stages',
      'a build ended before it had a stage',
      'a file is not UTF-8 text',
      'a file is larger than 1 MiB',
    ]) {
      assert.ok(notes.includes(reason), reason);
    }
  });

  it('files that are odd are read for what they are', async () => {
    const { items } = await readEmulated([{ kind: 'file', files: { path: 'odd/*' } }]);
    const parsed = Object.fromEntries(
      (items[0] ?? []).map(({ file }) => {
        const { path, content } = file as { path: string; content: { parsed: unknown } };
        return [path, content.parsed];
      }),
    );
    assert.deepEqual(parsed, {
      'odd/windows.json': { edition: 0, ending: 'crlf' },
      'odd/broken.json': '{"open": [1, 2,\n',
      'odd/several.yaml': [{ kind: 'one', edition: 0 }, { kind: 'two' }],
      'odd/with space & 100%.json': { odd: 'name' },
      'odd/données.yaml': { clé: 'valeur', empty: null },
      'odd/.hidden.yml': { hidden: true },
    });
  });
});
