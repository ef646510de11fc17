import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ownHosts, type Served, serveOfficial } from './support/official-client.ts';
import { reads } from './support/official-reads/index.ts';

/** Small pages, so that every list that is paged has several. */
const pageSizes = { most: 4, skip: 4 };

const hostings = [
  ['Azure DevOps Services, an area on its own host', 'services', {}, {}],
  ['Azure DevOps Server, all areas at one address', 'server', { projects: 3 }, {}],
  [
    'an older Server, of whose versions the client takes the newest',
    'server',
    { projects: 2 },
    { latest: '6.0' },
  ],
] as const;

for (const [title, hosting, scale, server] of hostings) {
  describe(`Microsoft's own client before the emulator of ${title}`, () => {
    let served: Served;
    before(async () => {
      ownHosts();
      served = await serveOfficial(hosting, { pageSizes, ...('latest' in server && { server }) }, { scale });
    });
    after(() => served.close());

    for (const { what, read, expected } of reads) {
      test(`reads all ${what}`, async () => {
        const { client, organisation } = served;
        const { items, unread } = await read(client, organisation);
        const wanted = expected(organisation);
        assert.ok(wanted.length > 1, 'there is something to read');
        assert.deepEqual(items.toSorted(), wanted.toSorted());
        assert.deepEqual([...unread], []);
      });
    }

    test('asked nothing that the API does not have', () => {
      assert.deepEqual(served.emulator.unknownParameters, []);
    });
  });
}
