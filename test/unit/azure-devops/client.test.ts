import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aListOf, aNumber, anObject, aText } from '../../../src/azure-devops/shape.ts';
import { answer, broken, scripted } from '../http/support/scripted.ts';
import { devopsOn, json, projects } from './support/client.ts';

describe('a call that changes something', () => {
  const one = { ...projects, mayBeNone: true };

  it('is a POST, a PUT or a DELETE, whose answer may be none', async () => {
    const script = scripted(json({ id: 1 }), json({ id: 1 }), answer(204));
    const devops = devopsOn(script);
    assert.deepEqual(await devops.write({ ...one, does: 'create', body: { a: 1 } }), { id: 1 });
    assert.deepEqual(await devops.write({ ...one, does: 'replace', body: { a: 1 } }), { id: 1 });
    assert.equal(await devops.write({ ...one, does: 'remove' }), undefined);
    assert.deepEqual(
      script.sent.map(({ method }) => method),
      ['POST', 'PUT', 'DELETE'],
    );
  });

  it('that creates is not sent again once it may have arrived; others are', async () => {
    for (const [does, times] of [
      ['create', 1],
      ['replace', 2],
      ['remove', 2],
    ] as const) {
      const script = scripted(broken('reset'), json({ id: 1 }));
      const done = devopsOn(script).write({ ...one, does });
      if (does === 'create') await assert.rejects(done, /Could not create the projects/);
      else await done;
      assert.equal(script.sent.length, times, does);
    }
  });
});

describe('a call', () => {
  it('asks for raw JSON with its query and api-version, and hands it back untouched', async () => {
    const body = { id: 1, status: 'completed', date: '2024-01-01T00:00:00Z', rateLimit: null };
    const script = scripted(json(body, { 'x-ratelimit-resource': 'core' }));
    const result = await devopsOn(script).get({
      ...projects,
      query: { $expand: 'all', includeCapabilities: true, none: undefined, q: 'a&b=c' },
    });
    assert.deepEqual(result, body);
    assert.equal(
      script.sent[0]?.url,
      'https://dev.azure.com/contoso/_apis/projects?$expand=all&includeCapabilities=true&q=a%26b%3Dc&api-version=7.1',
    );
    assert.equal(script.sent[0]?.headers.accept, 'application/json');
    assert.equal(script.sent[0]?.headers['x-tfs-fedauthredirect'], 'Suppress');
    assert.equal(
      script.sent[0]?.headers['cache-control'],
      'no-cache',
      'a second reading must not be the first one',
    );
  });

  it('takes its own api-version', async () => {
    const script = scripted(json({}));
    await devopsOn(script).get({ ...projects, apiVersion: '7.1-preview.3' });
    assert.match(script.sent[0]?.url ?? '', /\?api-version=7\.1-preview\.3$/);
  });

  it('a POST carries its body, and is sent again like any read', async () => {
    const script = scripted(answer(503), json({ ok: true }));
    const result = await devopsOn(script).post({ ...projects, body: { ids: [1] } });
    assert.deepEqual(result, { ok: true });
    assert.deepEqual(
      script.sent.map(({ method, body, fresh }) => ({ method, body, fresh })),
      Array(2).fill({ method: 'POST', body: '{"ids":[1]}', fresh: undefined }),
    );
  });

  it('a byte order mark before the JSON is no part of it', async () => {
    assert.deepEqual(await devopsOn(scripted(json('\ufeff{"a":1}'))).get(projects), { a: 1 });
  });

  it('a 204 is undefined where there may be none, and no answer elsewhere', async () => {
    const none = { ...projects, mayBeNone: true, needs: { id: aNumber } };
    assert.equal(await devopsOn(scripted(answer(204))).get(none), undefined);
    await assert.rejects(devopsOn(scripted(answer(204))).get(projects), { likelyCause: 'malformed' });
  });

  it('what lacks a member that the API promises is no answer', async () => {
    const call = { ...projects, needs: { id: aNumber, columns: aListOf(anObject({ name: aText })) } };
    assert.deepEqual(await devopsOn(scripted(json({ id: 0, columns: [] }))).get(call), {
      id: 0,
      columns: [],
    });
    for (const body of [
      ...[{ id: 1 }, { id: 1, columns: null }, [], 'null', '3', { id: '1', columns: [] }, { columns: [] }],
      ...[
        { id: 1, columns: {} },
        { id: 1, columns: [null] },
        { id: 1, columns: [{ name: 3 }] },
      ],
    ])
      await assert.rejects(devopsOn(scripted(json(body))).get(call), {
        likelyCause: 'malformed',
        message:
          /Could not read the projects: the answer (is no object|has no (whole|list|object|text|"\w+"))/,
      });
  });

  it('bytes are asked for as such and come as they are, HTML and marks included', async () => {
    const text = '\ufeff<html>';
    const script = scripted(answer(200, { 'content-type': 'application/octet-stream' }, text));
    const body = await devopsOn(script).bytes(projects);
    assert.equal(body.toString('utf8'), text);
    assert.equal(script.sent[0]?.headers.accept, 'application/octet-stream');
  });

  it('goes to the host of its area', async () => {
    const script = scripted(
      json({ value: [{ name: 'Graph', locationUrl: 'https://vssps.dev.azure.com/contoso/' }] }),
      json({}),
    );
    const devops = devopsOn(script);
    await devops.get({ ...projects, area: 'graph' });
    await devops.get({ ...projects, area: 'graph' });
    assert.deepEqual(
      script.sent.map(({ url }) => url.replace(/\?.*/, '')),
      [
        'https://dev.azure.com/contoso/_apis/resourceAreas',
        'https://vssps.dev.azure.com/contoso/_apis/projects',
        'https://vssps.dev.azure.com/contoso/_apis/projects',
      ],
    );
  });

  it('goes to the known host where the answer about hosts is none', async () => {
    for (const told of [
      answer(204, {}, ''),
      json('null'),
      json([]),
      json({ value: {} }),
      json({ value: [null] }),
    ]) {
      const script = scripted(told, json({}));
      await devopsOn(script).get({ ...projects, area: 'graph' });
      assert.match(script.sent[1]?.url ?? '', /^https:\/\/vssps\.dev\.azure\.com\/contoso\/_apis\/projects/);
    }
  });
});
