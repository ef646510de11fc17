import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { item, project, setUp, withCatalog } from './port-helpers.ts';

describe('access', () => {
  it('is refused without a token, with a wrong secret, and after the token’s end', async () => {
    const { clock, send, login } = setUp({ tokenLifetimeSeconds: 60 });
    assert.equal((await send('GET', '/v1/blueprints')).status, 401);
    const wrong = { clientId: 'x', clientSecret: 'y' };
    assert.equal((await send('POST', '/v1/auth/access_token', wrong)).status, 401);
    assert.equal((await login()).body.expiresIn, 60);
    assert.equal((await send('GET', '/v1/blueprints')).status, 200);
    await clock.sleep(60_000);
    assert.equal((await send('GET', '/v1/blueprints')).status, 401);
  });

  it('ends for all tokens when they are revoked', async () => {
    const { port, send, login } = setUp();
    await login();
    port.revokeTokens();
    assert.equal((await send('GET', '/v1/blueprints')).status, 401);
  });

  it('is limited per kind of request and five minutes', async () => {
    const { clock, send, login } = setUp({ rateLimits: { blueprint: 2 } });
    await login();
    assert.equal((await send('GET', '/v1/blueprints')).headers['x-ratelimit-remaining'], '1');
    await clock.sleep(100_000);
    await send('GET', '/v1/blueprints/_user');
    const refused = await send('GET', '/v1/blueprints');
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '200']);
    assert.equal((await send('GET', '/v1/organization')).status, 200);
    await clock.sleep(200_000);
    assert.equal((await send('GET', '/v1/blueprints')).status, 200);
  });

  it('to unknown routes is a 404 that a test can see', async () => {
    const { port, send, login } = setUp();
    await login();
    assert.equal((await send('GET', '/v1/nowhere')).status, 404);
    assert.equal(port.counts()['GET (unknown)'], 1);
  });

  it('refuses a body that is not JSON', async () => {
    const { send, login } = setUp();
    await login();
    assert.equal((await send('POST', '/v1/blueprints', '{"identifier":')).status, 400);
  });
});

describe('blueprints', () => {
  const post = async (...bodies: unknown[]) => {
    const all = setUp();
    await all.login();
    const answers = [];
    for (const body of bodies) answers.push(await all.send('POST', '/v1/blueprints', body));
    return { ...all, answers, statuses: answers.map((answer) => answer.status) };
  };

  it('are created once', async () => {
    assert.deepEqual((await post(project, project)).statuses, [201, 409]);
  });

  it('are refused when a relation has no target, until it is there', async () => {
    const { answers, statuses } = await post(item, project, item);
    assert.deepEqual(statuses, [404, 201, 201]);
    assert.equal(answers[0]?.body.error, 'not_found');
  });

  const refused: [string, object][] = [
    ['no title', { title: undefined }],
    ['an unknown field', { colour: 'red' }],
    ['a property without a type', { schema: { properties: { a: {} } } }],
    ['an unknown format', { schema: { properties: { a: { type: 'string', format: 'colour' } } } }],
    ['a required property that is none', { schema: { properties: {}, required: ['a'] } }],
    ['a mirror over no relation', { mirrorProperties: { a: { path: 'nowhere.$title' } } }],
    ['team inheritance over no relation', { teamInheritance: { path: 'nowhere' } }],
    ['inherited ownership over no relation', { ownership: { type: 'Inherited', path: 'nowhere' } }],
    ['an aggregation without its rule', { aggregationProperties: { a: { target: 'project' } } }],
    ['a calculation without a type', { calculationProperties: { a: { calculation: '1' } } }],
  ];
  for (const [what, breach] of refused)
    it(`are refused for ${what}`, async () => {
      assert.deepEqual((await post({ ...project, ...breach })).statuses, [422]);
    });

  it('are refused when a mirror’s last step is no property', async () => {
    const mirror = { ...item, mirrorProperties: { a: { path: 'project.colour' } } };
    assert.deepEqual((await post(project, mirror)).statuses, [201, 404]);
  });

  it('may be patched in stages, and bind entities from then on', async () => {
    const bare = { identifier: 'item', title: 'Item', schema: item.schema };
    const { send, upsert } = await post(project, bare);
    const path = '/v1/blueprints/item';
    assert.equal((await send('PATCH', path, { mirrorProperties: item.mirrorProperties })).status, 422);
    assert.equal((await send('PATCH', path, { relations: item.relations })).status, 200);
    assert.equal((await send('PATCH', path, { mirrorProperties: item.mirrorProperties })).status, 200);
    const { body } = await upsert('item', [{ identifier: 'i', properties: { name: 'x' } }]);
    assert.match(body.errors[0].message, /project/);
  });

  it('cannot be deleted while something depends on them', async () => {
    const { send } = await withCatalog();
    assert.equal((await send('DELETE', '/v1/blueprints/project')).status, 403);
    assert.equal((await send('DELETE', '/v1/blueprints/item')).status, 200);
    assert.equal((await send('DELETE', '/v1/blueprints/project')).status, 403);
    await send('DELETE', '/v1/blueprints/project/all-entities?delete_blueprint=true');
    assert.equal((await send('GET', '/v1/blueprints/project')).status, 404);
  });
});

describe('scorecards, pages and actions', () => {
  const scorecard = (property: string, level = 'Gold') => ({
    identifier: 'quality',
    title: 'Quality',
    levels: [{ title: 'Basic' }, { title: 'Gold' }],
    rules: [
      {
        identifier: 'r',
        title: 'R',
        level,
        query: { combinator: 'and', conditions: [{ property, operator: 'isNotEmpty' }] },
      },
    ],
  });

  it('need their blueprint, and scorecards its properties and their own levels', async () => {
    const { send } = await withCatalog();
    const at = (blueprint: string) => `/v1/blueprints/${blueprint}/scorecards`;
    assert.equal((await send('POST', at('service'), scorecard('link'))).status, 404);
    assert.equal((await send('POST', at('project'), scorecard('colour'))).status, 422);
    assert.equal((await send('POST', at('project'), scorecard('link', 'Silver'))).status, 422);
    assert.equal((await send('POST', at('project'), scorecard('link'))).status, 201);
    assert.equal((await send('POST', at('project'), scorecard('link'))).status, 409);
  });

  it('are refused twice', async () => {
    const { send } = await withCatalog();
    const page = { identifier: 'p', title: 'P', type: 'blueprint-entities', blueprint: 'project' };
    assert.equal((await send('POST', '/v1/pages', { ...page, blueprint: 'service' })).status, 404);
    assert.equal((await send('POST', '/v1/pages', page)).status, 201);
    assert.equal((await send('POST', '/v1/pages', page)).status, 409);
    const action = {
      identifier: 'a',
      trigger: { type: 'self-service' },
      invocationMethod: { type: 'WEBHOOK' },
    };
    assert.equal((await send('POST', '/v1/actions', action)).status, 201);
    assert.equal((await send('POST', '/v1/actions', action)).status, 409);
  });
});
