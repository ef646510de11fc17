import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, type Routes } from './support/fake.ts';
import { organisation } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

interface LookupBody {
  lookupKeys: { descriptor: string }[];
}

const group = (descriptor: string, principalName: string) => ({ descriptor, principalName });
const GROUPS = [
  group('g1', '[Zebra]\\Readers'),
  group('g2', '[Ant]\\Contributors'),
  group('g3', '[Ant]\\Readers'),
  group('g4', 'no brackets'),
];

function graph(memberships: Record<string, string[]>): Routes {
  const routes: Routes = {
    ...organisation(),
    '/_apis/graph/users': Object.keys(memberships).map((descriptor) => ({ descriptor })),
    '/_apis/graph/subjectlookup': (_: unknown, { lookupKeys }: LookupBody) => ({
      count: lookupKeys.length,
      value: Object.fromEntries(
        lookupKeys.map(({ descriptor }) => [
          descriptor,
          GROUPS.find((one) => one.descriptor === descriptor) ?? null,
        ]),
      ),
    }),
  };
  for (const [user, groups] of Object.entries(memberships)) {
    routes[`/_apis/graph/memberships/${user}`] = {
      value: groups.map((containerDescriptor) => ({ containerDescriptor, memberDescriptor: user })),
    };
  }
  return routes;
}

const withMemberships = { source: 'graph', includeGroupMemberships: true };

describe('users of the graph', () => {
  it('have their groups and the sorted, distinct projects of these', async () => {
    const items = await readAll(
      createFake(graph({ u1: ['g1', 'g2', 'g3', 'g4'], u2: [] })),
      'user',
      withMemberships,
    );
    assert.deepEqual(items, [
      { descriptor: 'u1', __groups: GROUPS, __projects: ['Ant', 'Zebra'] },
      { descriptor: 'u2', __groups: [], __projects: [] },
    ]);
  });

  it('are not written where a group of theirs is named and not shown: its other groups are not all', async () => {
    const wanted = [{ kind: 'user', ...withMemberships }];
    const { items, incomplete, partial } = await read(
      createFake(graph({ u1: ['gone', 'g1'], u2: [] })),
      wanted,
    );
    assert.deepEqual([items[0]?.map(({ descriptor }) => descriptor), incomplete[0]], [['u2'], []]);
    assert.deepEqual(
      partial.map(({ item, reason }) => [item.descriptor, reason]),
      [['u1', '']],
    );
  });

  it('look their groups up together, 500 at most in a request', async () => {
    const many = Array.from({ length: 1001 }, (_, n) => `x${n}`);
    const fake = createFake(graph({ u1: many, u2: many }));
    await readAll(fake, 'user', withMemberships);
    const sizes = fake.requests
      .filter((request) => request.includes('subjectlookup'))
      .map((request) => JSON.parse(request.slice(request.indexOf('{'))).lookupKeys.length);
    assert.deepEqual(sizes, [500, 500, 1]);
  });

  it('whose memberships could not be read exist, and the others are read', async () => {
    const routes = graph({ u1: ['g1'], u2: ['g2'] });
    routes['/_apis/graph/memberships/u1'] = () => {
      throw { status: 503 };
    };
    const { items, incomplete, partial } = await read(createFake(routes), [
      { kind: 'user', ...withMemberships },
    ]);
    assert.deepEqual([items[0]?.map(({ descriptor }) => descriptor), incomplete[0]], [['u2'], []]);
    assert.equal(partial.length, 1);
  });

  it('may be narrowed to some kinds of subjects', async () => {
    const fake = createFake(graph({}));
    await readAll(fake, 'user', { source: 'graph', subjectTypes: ['aad', 'msa'] });
    assert.match(fake.requests[0] ?? '', /subjectTypes=aad%2Cmsa/);
  });
});

describe('user entitlements', () => {
  it('are paged by the token of the body, and by number before version 7', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'user', { includeFields: ['license', 'projects'] });
    assert.match(fake.requests[0] ?? '', /^GET \/_apis\/userentitlements\?select=license%2Cprojects/);
    assert.ok(!fake.requests[0]?.includes('top='));
    const old = createFake(organisation());
    await readAll(old, 'user', { apiVersion: '6.0-preview.3' });
    assert.deepEqual(old.requests, ['GET /_apis/userentitlements?top=100&skip=0']);
  });
});

describe('members of a group', () => {
  it('come in the order of the memberships', async () => {
    const routes = organisation();
    routes['/_apis/graph/memberships/g1'] = {
      value: ['b', 'gone', 'a'].map((memberDescriptor) => ({ memberDescriptor, containerDescriptor: 'g1' })),
    };
    routes['/_apis/graph/subjectlookup'] = { a: { descriptor: 'a' }, b: { descriptor: 'b' }, gone: null };
    const items = await readAll(createFake(routes), 'group-member');
    assert.deepEqual(
      items.map(({ descriptor }) => descriptor),
      ['b', 'a'],
    );
  });
});
