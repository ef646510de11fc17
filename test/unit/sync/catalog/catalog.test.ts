import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { chunks } from '../../../../src/lib/collections/chunks.ts';
import { createCatalog } from '../../../../src/sync/catalog/catalog.ts';
import { type MappingTarget, planTargets } from '../../../../src/sync/catalog/mapping-target.ts';
import { blueprint } from '../../port/support.ts';
import { mapping, resource } from '../support.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const targets = planTargets(
  mapping(names.map((name, i) => resource(i, 'project', [{ blueprint: `"${name}"`, title: '.name' }]))),
);

const targetOf = (name: string) => targets[names.indexOf(name)] as MappingTarget;

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

test('what is owned is read of as many blueprints at once as make two pages, whatever becomes of each', async () => {
  assert.equal(await readAtOnce(5_000), 2);
  assert.equal(await readAtOnce(600), 3);
  assert.equal(await readAtOnce(10), names.length);
});

/**
 * A Port that owns so many entities of each blueprint, whose pages come when the test says so: what is owned in one page,
 * or in pages of so many.
 */
function slowPort(owned: Record<string, number>, pageOfOwned = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const answered = (what: string) => {
    asked.push(what);
    return new Promise<void>((answer) => answers.push(answer));
  };
  const all = Object.entries(owned).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, i) => ({ blueprint: name, identifier: `${name}${i}` })),
  );
  const port: Parameters<typeof createCatalog>[0] = {
    async *ownedIdentifiers() {
      for (const page of chunks(all, pageOfOwned)) {
        if (pageOfOwned < all.length) await answered('owned');
        yield page;
      }
    },
    async *searchOwned(name) {
      for (let i = 0; i < (owned[name] ?? 0) / 1000; i++) {
        await answered(name);
        if (name === 'b') throw new Error('Port does not answer.');
        yield [{ blueprint: name, identifier: `${name}${i}`, title: name }];
      }
    },
  };
  /** Requests since the last call. Answers all of them. */
  const turn = async () => {
    for (let i = 0; i < 10; i++) await setImmediate();
    for (const answer of answers.splice(0)) answer();
    return asked.splice(0);
  };
  return { port, turn };
}

test('blueprints of several pages are read ahead, the longest first, and leave room for those that are asked for', async () => {
  const { port, turn } = slowPort({ a: 10, b: 1_500, c: 3_000, d: 2_000, e: 4_000, x: 9_000 });
  const left = resource(4, 'project', [{ blueprint: '"e"', title: '.name' }]);
  left.leftAlone = 'not chosen';
  const written = planTargets(
    mapping([
      ...['a', 'b', 'c', 'd'].map((name, i) =>
        resource(i, 'project', [{ blueprint: `"${name}"`, title: '.name' }]),
      ),
      left,
    ]),
  );
  const schemas = ['a', 'b', 'c', 'd', 'e', 'x'].map((name) => blueprint(name));
  const catalog = createCatalog(port, written, schemas);
  catalog.readAhead();
  assert.deepEqual(await turn(), ['c']);
  const small = catalog.indexWithFields('a');
  assert.deepEqual(await turn(), ['c', 'a']);
  await small;
  assert.deepEqual(await turn(), ['c']);
  assert.deepEqual(await turn(), ['d']);
  assert.deepEqual(await turn(), ['d']);
  // The one that fails holds up nobody, and whoever asks for it is told.
  assert.deepEqual(await turn(), ['b']);
  assert.deepEqual(await turn(), []);
  await assert.rejects(catalog.indexWithFields('b'), /does not answer/);
  assert.notEqual((await catalog.indexWithFields('c')).fingerprint(2, 2), undefined);
});

test('the first blueprint that shows to take several pages is read while it is still being read what is owned', async () => {
  const { port, turn } = slowPort({ a: 900, c: 4_000, d: 3_000, e: 900 }, 2_500);
  const schemas = names.map((name) => blueprint(name));
  const catalog = createCatalog(port, targets, schemas);
  catalog.readAhead();
  assert.deepEqual(await turn(), ['owned']);
  assert.deepEqual(await turn(), ['owned', 'c']);
  const c = catalog.indexWithFields('c');
  assert.deepEqual(await turn(), ['owned', 'c']);
  assert.deepEqual(await turn(), ['owned', 'c']);
  assert.deepEqual(await turn(), ['c']);
  const entities = await c;
  assert.notEqual(entities.fingerprint(2, entities.slotOf('c0')), undefined);
  assert.ok(entities.owned(entities.slotOf('c3999')));
  assert.deepEqual(await turn(), ['d']);
});

test('an entity waits for no more of Port’s pages than tell of it', async () => {
  const { port, turn } = slowPort({ a: 3_000 });
  const schemas = names.map((name) => blueprint(name));
  const catalog = createCatalog(port, targets, schemas);
  await catalog.readOwned();
  const came: string[] = [];
  const wait = (key: string) =>
    catalog.indexWith('a', targetOf('a'), key).then(
      () => came.push(key),
      () => came.push(`${key} failed`),
    );
  const all = ['a0', 'a1', 'new', 'a7'].map(wait);
  assert.equal(catalog.indexIfCome('a', targetOf('a'), 'a0'), undefined);
  await turn();
  assert.deepEqual(came, ['new']);
  await turn();
  assert.deepEqual(came, ['new', 'a0']);
  assert.ok(catalog.indexIfCome('a', targetOf('a'), 'a0'));
  assert.equal(catalog.indexIfCome('a', targetOf('a'), 'a1'), undefined);
  await turn();
  await turn();
  await Promise.all(all);
  // No page tells of a7, so that it waits for all of them.
  assert.deepEqual(came, ['new', 'a0', 'a1', 'a7']);
  assert.ok(catalog.indexIfCome('a', targetOf('a'), 'a7'));
});

test('an entity that waits is told when Port breaks off', async () => {
  const { port, turn } = slowPort({ b: 3_000 });
  const schemas = names.map((name) => blueprint(name));
  const catalog = createCatalog(port, targets, schemas);
  await catalog.readOwned();
  const waiting = assert.rejects(catalog.indexWith('b', targetOf('b'), 'b0'), /does not answer/);
  await turn();
  await waiting;
  await assert.rejects(catalog.indexWith('b', targetOf('b'), 'b1'), /does not answer/);
  assert.ok(catalog.indexIfCome('b', targetOf('b'), 'new'));
});

test('what is read ahead ends with its page when nobody asks any more', async () => {
  const { port, turn } = slowPort({ a: 3_000, c: 2_000, d: 1_500 });
  const catalog = createCatalog(
    port,
    targets,
    names.map((name) => blueprint(name)),
  );
  catalog.readAhead();
  assert.deepEqual(await turn(), ['a']);
  catalog.endReading();
  assert.deepEqual(await turn(), []);
});

test('of targets that compute their blueprint those of the resource that asks are read, besides those that name it', async () => {
  const asked: string[][] = [];
  const field = (name: string) => ({ blueprint: '.to', properties: { [name]: '.' } });
  const computing = planTargets(
    mapping([
      resource(0, 'project', [field('m'), field('n')]),
      resource(1, 'project', [{ blueprint: '"a"', title: '.name' }]),
      resource(2, 'project', [field('o')]),
    ]),
  );
  const catalog = createCatalog(
    {
      async *ownedIdentifiers() {
        yield [{ blueprint: 'a', identifier: 'a0' }];
      },
      async *searchOwned(name, include) {
        asked.push([...include]);
        yield [{ blueprint: name, identifier: 'a0', title: 'A', properties: {} }];
      },
    },
    computing,
    [blueprint('a')],
  );
  const known = async (by: number) => {
    const entities = await catalog.indexWithFields('a', computing[by]);
    return computing.map(({ index }) => entities.fingerprint(index, 0) !== undefined);
  };
  assert.deepEqual(await known(2), [false, false, true, false]);
  assert.deepEqual(await known(1), [true, true, true, false]);
  assert.deepEqual(await known(0), [true, true, true, false]);
  assert.deepEqual(await known(3), [true, true, true, true]);
  assert.deepEqual(asked, [
    ['identifier', 'title'],
    ['identifier', 'properties.m', 'properties.n'],
    ['identifier', 'properties.o'],
  ]);
});

test('what Port holds of an entity is not known any more once another target has changed it', async () => {
  const computing = planTargets(
    mapping([0, 1].map((index) => resource(index, 'project', [{ blueprint: '.to', title: '.name' }]))),
  );
  const stored = ['same', 'written', 'claimed', 'other'];
  const catalog = createCatalog(
    {
      async *ownedIdentifiers() {
        yield stored.map((identifier) => ({ blueprint: 'a', identifier }));
      },
      async *searchOwned(name) {
        yield stored.map((identifier) => ({ blueprint: name, identifier, title: 'A' }));
      },
    },
    computing,
    [blueprint('a')],
  );
  const entities = await catalog.indexWithFields('a', computing[0]);
  for (const name of ['same', 'written', 'claimed']) entities.claim(0, entities.slotOf(name), 1);
  entities.setOutcome(0, entities.slotOf('same'), 'unchanged');
  entities.setOutcome(0, entities.slotOf('written'), 'updated');
  await catalog.indexWithFields('a', computing[1]);
  const known = stored.filter((name) => entities.fingerprint(1, entities.slotOf(name)) !== undefined);
  assert.deepEqual(known, ['same', 'other']);
});
