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
    targets,
    names.map((name) => blueprint(name)),
  );
  const indexes = await Promise.allSettled(names.map((name) => catalog.indexWithFields(name)));
  assert.equal(most, 3);
  for (const [i, entities] of indexes.entries()) {
    assert.equal(entities.status, names[i] === 'b' ? 'rejected' : 'fulfilled');
    if (entities.status === 'fulfilled') assert.notEqual(entities.value.fingerprint(i, 0), undefined);
  }
});
