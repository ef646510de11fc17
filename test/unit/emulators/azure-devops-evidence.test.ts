import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpoints } from '../../emulators/azure-devops/endpoints.ts';
import { errors } from '../../emulators/azure-devops/evidence/errors/errors.ts';
import { seen, successes } from '../../emulators/azure-devops/evidence/lists.ts';
import { type Resource, resources } from '../../emulators/azure-devops/evidence/resources.ts';
import type { ErrorAnswer } from '../../emulators/azure-devops/evidence/types.ts';
import { routes } from '../../emulators/azure-devops/index.ts';
import { core, graph, serve } from './azure-devops-helpers.ts';

const all = Object.entries<ErrorAnswer>(errors);

/** Paths that a resource's template gives, with and without what stands at its ends; `*` for any value. */
const addressesOf = ({ area, name, template }: Resource): string[] => {
  const whole = template
    .replace('{area}', area)
    .replace('{resource}', name)
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, '*');
  const shorter = [whole, whole.replace(/^\*\//, ''), whole.replace(/^\*\/\*\//, '')];
  return shorter.flatMap((one) => [one, one.replace(/\/\*$/, ''), one.replace(/\/\*\/\*$/, '')]);
};

describe('the tables of what was seen', () => {
  it('say of every route where its success was seen, and of no other', () => {
    assert.deepEqual(Object.keys(successes).sort(), [...routes].sort());
  });

  it('name no route that is none', () => {
    // Asked with POST, it is not emulated.
    const known = new Set(['*', ...routes, 'POST /{project}/{team}/_apis/work/teamsettings/iterations']);
    const named = [...all.flatMap(([, one]) => one.routes), ...seen.flatMap((one) => one.routes)];
    assert.deepEqual(
      named.filter((route) => !known.has(route)),
      [],
    );
  });

  it('name a place for every answer that somebody has seen', () => {
    const places = all.flatMap(([, { source }]) => (source.seen === 'unrecorded' ? [] : [source.in]));
    assert.ok(places.length > 10 && places.every((place) => place.length > 10));
  });

  it('give every route the version that the service tells of its resource', () => {
    const left = endpoints.filter(
      ({ area, version }) => version !== undefined && area !== 'any' && resources[area],
    );
    for (const { route, area, version } of left) {
      const path = route
        .replace(/^\S+ \//, '')
        .replaceAll(/\{[^}]*\}/g, '*')
        .toLowerCase();
      const found = resources[area as 'core']?.filter((one) => addressesOf(one).includes(path)) ?? [];
      assert.ok(found.length > 0, route);
      for (const { released, revision } of found)
        assert.equal(version, released === '0.0' ? `7.1-preview.${revision}` : released, route);
    }
    assert.ok(left.length > 30);
  });

  it('have the members of the service’s errors in every one that is JSON', () => {
    for (const [name, { body, namespace, typeKey, contentType }] of all) {
      assert.equal(namespace === undefined, typeKey === undefined, name);
      if (body === 'json') assert.match(contentType ?? '', /^application\/json/, name);
    }
  });
});

describe('answers as they were recorded', () => {
  const as = (scopes: string[]) => serve({}, { credentials: [{ kind: 'pat', token: 'token', scopes }] });

  it('a missing scope is a 401 with no body, no content type, and a realm', async () => {
    const answer = await as(['vso.project']).ask(`${core}/Payments/_apis/build/builds`);
    assert.deepEqual([answer.status, answer.text, answer.headers['content-type']], [401, '', undefined]);
    assert.match(answer.headers['www-authenticate'] ?? '', /^Basic realm="https:\/\/tfsprod/);
  });

  it('a route that is none is a 404 in plain text', async () => {
    const answer = await serve().ask(`${core}/_apis/no/such/thing`);
    assert.equal(answer.status, 404);
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(
      answer.text,
      /^The controller for path '.*\/no\/such\/thing' was not found or does not implement/,
    );
  });

  it('a project by a name that is none is TF200016, a wiki page that is none its own type', async () => {
    const { ask } = serve();
    const { status, json } = await ask(`${core}/Nowhere/_apis/git/repositories`);
    assert.deepEqual([status, json.typeKey], [404, 'ProjectDoesNotExistWithNameException']);
    assert.match(json.message, /^TF200016: /);
    assert.deepEqual(Object.keys(json), [
      '$id',
      'innerException',
      'message',
      'typeName',
      'typeKey',
      'errorCode',
      'eventId',
    ]);
    const wikis = (await ask(`${core}/Payments/_apis/wiki/wikis`)).json;
    const page = await ask(`${core}/Payments/_apis/wiki/wikis/${wikis.value[0].id}/pages/999999`);
    assert.deepEqual([page.status, page.json.typeKey], [404, 'WikiPageNotFoundException']);
  });

  it('a stopped organisation is a 503 whose JSON begins with a byte order mark', async () => {
    const answer = await serve({}, { stopped: true }).ask(`${core}/_apis/projects`);
    assert.deepEqual([answer.status, answer.headers['content-type']], [503, 'application/json']);
    assert.ok(answer.text.startsWith('\ufeff{'));
    assert.match(answer.text, /TF24668: .*"typeKey":"VssServiceException"/);
    assert.match(decodeURIComponent(answer.headers['x-tfs-serviceerror'] ?? ''), /^TF24668: /);
  });

  it('a Server without a graph answers with a page', async () => {
    const served = serve({}, { server: { latest: '7.0' } });
    const answer = await served.ask('http://tfs.example/northpeak/_apis/graph/users', {
      version: '7.0-preview.1',
    });
    assert.equal(answer.status, 404);
    assert.match(answer.headers['content-type'] ?? '', /^text\/html/);
  });

  it('a list by positions may give fewer than were asked for, the rest comes with $skip', async () => {
    const { ask } = serve({}, { pageSizes: { skip: 3 } });
    const ids: string[] = [];
    for (;;) {
      const { json } = await ask(`${core}/_apis/teams`, {
        query: { $top: 1000, $skip: ids.length },
        version: '7.1-preview.3',
      });
      if (json.count === 0) break;
      assert.ok(json.count <= 3);
      ids.push(...json.value.map(({ id }: { id: string }) => id));
    }
    const whole = (
      await serve().ask(`${core}/_apis/teams`, { query: { $top: 1000 }, version: '7.1-preview.3' })
    ).json;
    assert.deepEqual(
      ids,
      whole.value.map(({ id }: { id: string }) => id),
    );
  });

  it('the graph’s pages have several sizes, and some have a token alone', async () => {
    const users = `${graph}/_apis/graph/users`;
    const { ask } = serve({}, { pageSizes: { uneven: true, graph: 5 } });
    const sizes: number[] = [];
    for (let token: string | undefined = ''; token !== undefined; ) {
      const page = await ask(users, { query: { continuationToken: token }, version: '7.1-preview.1' });
      sizes.push(page.json.count);
      token = page.headers['x-ms-continuationtoken'];
    }
    assert.ok(sizes.includes(0) && new Set(sizes).size > 2, sizes.join());
    const whole = (await serve().ask(users, { version: '7.1-preview.1' })).json.count;
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      whole,
    );
  });
});
