import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalog } from '../../../../src/sync/catalog/catalog.ts';
import { planFeeds } from '../../../../src/sync/catalog/targets.ts';
import { blueprint } from '../../port/support.ts';
import { mapping, resource } from '../support.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const feeds = planFeeds(
  mapping(names.map((name, i) => resource(i, 'project', [{ blueprint: `"${name}"`, title: '.name' }]))),
);

test('what is owned is read of three blueprints at a time, whatever becomes of each', async () => {
  let active = 0;
  let most = 0;
  const catalog = createCatalog(
    {
      async *ownedIdentifiers() {
        yield names.map((name) => ({ blueprint: name, identifier: `${name}1` }));
      },
      async *searchOwned(name) {
        active += 1;
        most = Math.max(most, active);
        try {
          await setImmediate();
          if (name === 'b') throw new Error('Port does not answer.');
          yield [{ blueprint: name, identifier: `${name}1`, title: name }];
        } finally {
          active -= 1;
        }
      },
    },
    feeds,
    names.map((name) => blueprint(name)),
  );
  const tables = await Promise.allSettled(names.map((name) => catalog.table(name)));
  assert.equal(most, 3);
  for (const [i, table] of tables.entries()) {
    assert.equal(table.status, names[i] === 'b' ? 'rejected' : 'fulfilled');
    if (table.status === 'fulfilled') assert.ok(!Number.isNaN(table.value.known(i, 0)));
  }
});
