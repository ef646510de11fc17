import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createCatalog } from '../../../../src/sync/catalog/catalog.ts';
import { planTargets } from '../../../../src/sync/catalog/mapping-target.ts';
import { blueprint } from '../../port/support.ts';
import { mapping, resource } from '../support.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const targets = planTargets(
  mapping(names.map((name, i) => resource(i, 'project', [{ blueprint: `"${name}"`, title: '.name' }]))),
);

/** Reads a catalog with so many entities of each blueprint, and tells how many blueprints were read at once. */
const readAtOnce = async (each: number) => {
  let active = 0;
  let most = 0;
  const catalog = createCatalog(
    {
      async *ownedIdentifiers() {
        for (const name of names)
          yield Array.from({ length: each }, (_, i) => ({ blueprint: name, identifier: `${name}${i}` }));
      },
      async *searchOwned(name) {
        active += 1;
        most = Math.max(most, active);
        try {
          await setImmediate();
          if (name === 'b') throw new Error('Port does not answer.');
          yield [{ blueprint: name, identifier: `${name}0`, title: name }];
        } finally {
          active -= 1;
        }
      },
    },
    targets,
    names.map((name) => blueprint(name)),
  );
  const indexes = await Promise.allSettled(names.map((name) => catalog.indexWithFields(name)));
  for (const [i, entities] of indexes.entries()) {
    assert.equal(entities.status, names[i] === 'b' ? 'rejected' : 'fulfilled');
    if (entities.status === 'fulfilled') assert.notEqual(entities.value.fingerprint(i, 0), undefined);
  }
  return most;
};

test('what is owned is read of as many blueprints at once as make three pages, whatever becomes of each', async () => {
  assert.equal(await readAtOnce(5_000), 3);
  assert.equal(await readAtOnce(600), 5);
  assert.equal(await readAtOnce(10), names.length);
});
