import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FaultRule, WireResponse } from '../../../emulators/types.ts';
import { readEmulated, total } from '../support/emulated.ts';
import type { Wanted } from '../support/read.ts';

const BATCH = 'POST /{project}/_apis/git/repositories/{repository}/itemsbatch';
const ITEMS = '/{project}/_apis/git/repositories/{repository}/items';

const named = (...path: string[]): Wanted[] => [{ kind: 'file', files: { path } }];
/** The same files, found by a search: what has a wildcard is not asked for by name. */
const searched = (...path: string[]): Wanted[] => [{ kind: 'file', files: { path: [...path, 'no/such/*'] } }];

const withContent = ({ url }: { url: URL }) => url.searchParams.get('includeContent') === 'true';

const changing = (change: (item: Record<string, unknown>) => object): FaultRule => ({
  match: (request, route) => route === ITEMS && withContent(request),
  fault: {
    type: 'changed',
    name: 'another item',
    change: (right: WireResponse) =>
      right.status === 200
        ? { ...right, body: Buffer.from(JSON.stringify(change(JSON.parse(right.body.toString())))) }
        : undefined,
  },
  times: Number.POSITIVE_INFINITY,
});

const scale = { projects: 2, repositoriesPerProject: 6 };

describe('files that are named', () => {
  for (const paths of [
    ['README.md'],
    ['/CODEOWNERS', 'nowhere.md'],
    ['docs'],
    ['odd/windows.json', 'odd/données.yaml'],
    ['odd/with space & 100%.json', 'odd/empty.yaml'],
    ['odd/latin1.txt', 'odd/huge.json'],
    ['odd/logo.png'],
    ['readme.md'],
  ])
    it(`are item by item those that a search finds: ${paths.join(', ')}`, async () => {
      const one = await readEmulated(named(...paths), { scale });
      const other = await readEmulated(searched(...paths), { scale });
      assert.deepEqual(one.incomplete.flat(), []);
      assert.deepEqual(one.items, other.items);
    });

  it('take one request a repository and path', async () => {
    const { items, counts, organisation } = await readEmulated(named('README.md'), { scale });
    const pushed = [...organisation.all('repository')].filter(({ item }) => item.defaultBranch);
    assert.equal(counts[`GET ${ITEMS}`], pushed.length);
    assert.equal(counts[BATCH], undefined);
    assert.ok((items[0]?.length ?? 0) > 0);
  });

  it('are searched for where more are named', async () => {
    const { counts } = await readEmulated(named('README.md', 'CODEOWNERS', 'package.json'), { scale });
    assert.ok((counts[BATCH] ?? 0) > 0);
  });

  for (const [words, change] of [
    ['has no content', ({ content: _, ...item }: Record<string, unknown>) => item],
    ['has another content than its hash says', (item: object) => ({ ...item, content: '# Another' })],
    ['is of another file', (item: object) => ({ ...item, path: '/CODEOWNERS' })],
    ['has the hash of nothing', (item: object) => ({ ...item, objectId: '0'.repeat(40) })],
  ] as const)
    it(`are searched for in every repository where an answer ${words}`, async () => {
      const right = await readEmulated(named('README.md'), { scale });
      const { items, counts } = await readEmulated(named('README.md'), { scale, faults: [changing(change)] });
      assert.deepEqual(items, right.items);
      assert.ok((counts[`GET ${ITEMS}`] ?? 0) <= 1 + (right.items[0]?.length ?? 0));
    });

  it('are searched for in a repository whose answer failed, and named in the others', async () => {
    const right = await readEmulated(named('README.md'), { scale });
    const one = String((right.items[0]?.at(-1)?.repo as { id?: string } | undefined)?.id);
    const failing: FaultRule = {
      match: (request, route) =>
        route === ITEMS && withContent(request) && request.url.pathname.includes(one),
      fault: { type: 'status', status: 400 },
    };
    const { items, counts } = await readEmulated(named('README.md'), { scale, faults: [failing] });
    assert.deepEqual(items, right.items);
    assert.equal(total(counts), total(right.counts) + 2);
  });
});
