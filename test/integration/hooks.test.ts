import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomeWords, planWords, type Told } from '../../src/hooks/outcome/hooks-words.ts';
import { subscribedEvents } from '../../src/hooks/subscription/event-subscriptions.ts';
import { parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import type { Fault } from '../emulators/types.ts';
import { address, createHooksWorld, doubled, keyOf, secured, target } from './support/hooks.ts';

const perProject = subscribedEvents.length;

/** Sends other answers of subscriptions than the right ones. */
const changeAnswers = (
  { emulator }: ReturnType<typeof createHooksWorld>,
  of: (request: { method: string }) => boolean,
  change: (body: { value?: unknown[] }) => object,
): void => {
  emulator.faults.push({
    match: (request, route) => route.startsWith('/_apis/hooks/subscriptions') && of(request),
    times: Number.POSITIVE_INFINITY,
    fault: {
      type: 'changed',
      name: 'other answers',
      change: (right) => ({
        ...right,
        body: Buffer.from(JSON.stringify(change(JSON.parse(right.body.toString())))),
      }),
    },
  });
};

const twice = ({ value = [] }: { value?: unknown[] }) => ({
  count: 2 * value.length,
  value: [...value, ...value],
});

const textOf = (lines: readonly Told[]): string => lines.map(({ words }) => words).join('\n');

describe('subscriptions', () => {
  it('are made for each project, with versions, the fewest details and no messages, and only once', async () => {
    const world = createHooksWorld();
    const first = await world.keep({ target: secured() });
    assert.equal(world.all().length, world.projects.length * perProject);
    assert.deepEqual(doubled(world.keys()), []);
    assert.equal(first.done.created, world.all().length);
    assert.deepEqual([first.missing, first.reasons, first.states.enabled], [0, [], world.all().length]);
    // A resync may have read before they were there.
    assert.equal(first.mayHaveMissed, true);
    for (const { consumerInputs, eventType, resourceVersion, publisherInputs } of world.all()) {
      const { resourceDetailsToSend, ...rest } = consumerInputs;
      assert.deepEqual(rest, {
        url: address,
        httpHeaders: 'X-Port-Catalog-Sync:0123456789abcdef.abcde',
        basicAuthUsername: 'port',
        basicAuthPassword: 'a secret',
        messagesToSend: 'none',
        detailedMessagesToSend: 'none',
      });
      const isFew = /^workitem\.(?!updated)/.test(eventType);
      assert.equal(resourceDetailsToSend, isFew ? 'minimal' : 'all', eventType);
      assert.equal(resourceVersion === null, eventType.startsWith('ms.vss-alerts'), eventType);
      assert.deepEqual(Object.keys(publisherInputs), ['projectId']);
    }
    const before = world.writes().length;
    const again = await world.keep({ target: secured() });
    assert.equal(world.writes().length, before);
    assert.deepEqual(again.done, { created: 0, updated: 0, removed: 0, revived: 0 });
    assert.equal(again.mayHaveMissed, false);
  });

  it('are of the organisation where they may be, and of its projects where they must', async () => {
    const world = createHooksWorld();
    await world.keep({ isProjectsLimited: false });
    const ofProjects = world.all().filter(({ publisherInputs }) => publisherInputs.projectId);
    assert.ok(ofProjects.every(({ eventType }) => eventType.startsWith('git.repo.')));
    assert.equal(ofProjects.length, 6 * world.projects.length);
    assert.equal(world.all().length - ofProjects.length, perProject - 6);
    const before = world.writes().length;
    await world.keep({ isProjectsLimited: false });
    assert.equal(world.writes().length, before);
  });

  it('that the service refuses for the organisation are made for each project', async () => {
    const world = createHooksWorld();
    world.emulator.faults.push({
      match: ({ body }, route) =>
        route === '/_apis/hooks/subscriptions' &&
        /"eventType":"build\.complete"/.test(body.toString()) &&
        !body.toString().includes('projectId'),
      times: Number.POSITIVE_INFINITY,
      fault: { type: 'status', status: 400, body: { message: 'The scope is not supported.' } },
    });
    const { missing } = await world.keep({ isProjectsLimited: false });
    const builds = world.all().filter(({ eventType }) => eventType === 'build.complete');
    assert.equal(builds.length, world.projects.length);
    assert.equal(missing, 0);
  });

  it('move from projects to the organisation and back, and never leave an event twice', async () => {
    const world = createHooksWorld();
    await world.keep();
    const limited = world.keys();
    await world.keep({ isProjectsLimited: false });
    assert.equal(
      world.all().filter(({ publisherInputs }) => !publisherInputs.projectId).length,
      perProject - 6,
    );
    assert.equal(world.all().length, perProject - 6 + 6 * world.projects.length);
    await world.keep();
    assert.deepEqual(world.keys(), limited);
  });

  it('of the organisation stay while a project may not have its own, which is told, and go when it has', async () => {
    const world = createHooksWorld();
    const [first] = world.projects;
    await world.keep({ isProjectsLimited: false });
    const ofAll = () => world.keys().filter((key) => / {2}https:/.test(key));
    const before = ofAll();
    const planned = await world.plan();
    assert.match(
      textOf(planWords(planned.plan, planned.outcome)),
      /^remove git\.push \(when others have taken its place\): the organisation$/m,
    );
    world.hooks.rights.set(`PublisherSecurity/${first?.id}`, 1);
    const told = new RegExp(
      `${before.length} subscriptions of the organisation stay, since "${first?.name}" has none in their place`,
    );
    for (const { outcome } of [await world.plan(), { outcome: await world.keep() }, await world.plan()]) {
      assert.match(textOf(outcomeWords(outcome)), told);
      assert.deepEqual(ofAll(), before);
    }
    world.hooks.rights.clear();
    const { reasons } = await world.keep();
    assert.deepEqual([ofAll(), reasons], [[], []]);
  });

  it('of the organisation that send nothing do not stay for a project without its own', async () => {
    const world = createHooksWorld();
    await world.keep({ isProjectsLimited: false });
    const ofAll = () => world.all().filter(({ publisherInputs }) => !publisherInputs.projectId);
    const [one, two, ...rest] = ofAll();
    assert.ok(one && two);
    one.status = 'disabledBySystem';
    two.status = 'disabledByUser';
    world.hooks.rights.set(`PublisherSecurity/${world.projects[0]?.id}`, 1);
    const { reasons } = await world.keep();
    assert.deepEqual(ofAll(), [two, ...rest]);
    assert.match(
      reasons.join('\n'),
      new RegExp(`^${rest.length} subscriptions of the organisation stay`, 'm'),
    );
  });

  it('that are not needed and cannot be removed are told, with why', async () => {
    const world = createHooksWorld();
    const [first, second] = world.projects;
    assert.ok(first && second);
    await world.keep();
    world.hooks.rights.set(`PublisherSecurity/${first.id}`, 1 + 2);
    const stuck = world.all().find(({ publisherInputs }) => publisherInputs.projectId === second.id);
    world.emulator.faults.push({
      match: ({ method, url }) => method === 'DELETE' && url.pathname.endsWith(`/${stuck?.id}`),
      fault: { type: 'status', status: 403, body: { message: 'Not by you.' } },
    });
    const projects = [first, second].map(({ name }) => parseProjectPattern(`!${name}`));
    const { reasons, done } = await world.keep({ scope: { projects, excludedTags: [] } });
    assert.equal(done.removed, perProject - 1);
    const told = reasons.join('\n');
    assert.match(
      told,
      /^31 subscriptions that are not needed stay: the permission Delete subscriptions is missing\.$/m,
    );
    assert.match(told, /^1 subscription that is not needed stays: .*Not by you/m);
  });

  it('that a project does not let go are asked for once, and told once', async () => {
    const world = createHooksWorld();
    const [first] = world.projects;
    assert.ok(first);
    await world.keep();
    world.hooks.hidesRights = true;
    world.hooks.rights.set(`PublisherSecurity/${first.id}`, 1 + 2);
    world.emulator.requests.length = 0;
    const { reasons } = await world.keep({
      scope: { projects: [parseProjectPattern(`!${first.name}`)], excludedTags: [] },
    });
    assert.equal(reasons.length, 4);
    // Writes that were under way: of each publisher four at most, of its 16, 5, 7 and 3.
    assert.ok(world.writes().length <= 4 * 4, `${world.writes().length} writes`);
    assert.match(
      reasons.join('\n'),
      /^16 subscriptions that are not needed stay: .*Delete Subscription.*: 403\)\.$/m,
    );
  });

  it('of projects stay while the organisation may not have them, which is told', async () => {
    const world = createHooksWorld();
    await world.keep();
    const before = world.keys();
    world.hooks.rights.set('PublisherSecurity', 1);
    const { reasons } = await world.keep({ isProjectsLimited: false });
    assert.deepEqual(world.keys(), before);
    assert.match(reasons.join('\n'), /subscriptions of projects stay, since the organisation has none/);
  });

  it('of a project that is left out are removed though another one may have none', async () => {
    const world = createHooksWorld();
    const [first, second] = world.projects;
    assert.ok(first && second);
    world.hooks.rights.set(`PublisherSecurity/${first.id}`, 1);
    await world.keep();
    const projects = [parseProjectPattern(`!${second.name}`)];
    const { missing, reasons } = await world.keep({ scope: { projects, excludedTags: [] } });
    assert.deepEqual([missing, reasons.length], [perProject, 1]);
    const left = new Set(world.all().map(({ publisherInputs }) => publisherInputs.projectId));
    assert.deepEqual(left, new Set(world.projects.slice(2).map(({ id }) => id)));
  });

  it('are of the kinds of the mapping and of the chosen projects, and what is not any more is removed', async () => {
    const world = createHooksWorld();
    const [first] = world.projects;
    const projects = [parseProjectPattern(first?.name ?? '')];
    const scope = { projects, excludedTags: [] };
    await world.keep({ kinds: new Set(['work-item']), scope });
    assert.deepEqual(
      new Set(world.all().map(({ publisherInputs }) => publisherInputs.projectId)),
      new Set([first?.id]),
    );
    assert.ok(world.all().every(({ eventType }) => eventType.startsWith('workitem.')));
    await world.keep({ kinds: new Set(['pull-request']) });
    assert.ok(world.all().every(({ eventType }) => !eventType.startsWith('workitem.')));
    await world.keep({ kinds: new Set(['pull-request']), scope });
    assert.equal(world.all().length, 9);
    const part = { only: ['work-item'], projects: [] };
    await world.keep({ kinds: new Set(['work-item']), scope: { ...scope, part } });
    assert.equal(world.all().length, 9 + 5);
    await world.keep({ kinds: new Set() });
    assert.equal(world.all().length, 9 + 5);
  });

  it('are listed and made on the host that has them', async () => {
    const world = createHooksWorld({ projects: 1 });
    await world.keep();
    const hosts = (publisher: string) =>
      new Set(
        world.emulator.requests
          .filter(
            ({ url, requestBody, route }) =>
              route.startsWith('/_apis/hooks/') && `${url} ${requestBody}`.includes(publisher),
          )
          .map(({ url }) => new URL(url).hostname),
      );
    assert.deepEqual(hosts('vss-release'), new Set(['vsrm.dev.azure.com']));
    assert.deepEqual(hosts('vss-alerts'), new Set(['advsec.dev.azure.com']));
    assert.deepEqual(hosts('workitem.created'), new Set(['dev.azure.com']));
  });

  it('of a Server are all at its collection, without alerts', async () => {
    const world = createHooksWorld({
      projects: 1,
      url: 'https://tfs.example/contoso',
      azureDevOps: { server: { latest: '6.0' } },
    });
    const { missing } = await world.keep();
    assert.equal(missing, 0);
    assert.equal(world.all().length, perProject - 3);
  });

  it('that an organisation does not offer are left out, and told', async () => {
    const world = createHooksWorld({ projects: 1 });
    world.hooks.offered.get('tfs')?.delete('workitem.restored');
    world.hooks.offered.delete('advsec');
    const outcome = await world.keep();
    assert.equal(outcome.missing, 0);
    assert.equal(world.all().length, perProject - 4);
    assert.match(
      outcomeWords(outcome)
        .map(({ words }) => words)
        .join('\n'),
      /contoso does not offer the events workitem\.restored, ms\.vss-alerts/,
    );
  });

  it('name the newest version that is offered where theirs is not', async () => {
    const world = createHooksWorld({ projects: 1 });
    world.hooks.offered.get('tfs')?.set('git.push', ['1.0-preview.1', '2.0', '10.0', '11.0-preview.1']);
    await world.keep({ kinds: new Set(['branch']) });
    const push = world.all().find(({ eventType }) => eventType === 'git.push');
    assert.equal(push?.resourceVersion, '10.0');
  });
});

describe('a subscription that is there', () => {
  it('is enabled again where the service disabled it, and never where a person did', async () => {
    const world = createHooksWorld({ projects: 1 });
    await world.keep();
    const [one, two, three, four] = world.all();
    assert.ok(one && two && three && four);
    one.status = 'disabledBySystem';
    two.status = 'disabledByInactiveIdentity';
    three.status = 'disabledByUser';
    four.status = 'onProbation';
    const keys = world.keys();
    const { done, states, mayHaveMissed } = await world.keep({ isStart: false });
    assert.equal(one.status, 'enabled');
    assert.ok(!world.hooks.subscriptions.has(two.id));
    assert.deepEqual([three.status, four.status], ['disabledByUser', 'onProbation']);
    assert.deepEqual(world.keys(), keys);
    assert.deepEqual(done, { created: 1, updated: 1, removed: 1, revived: 2 });
    assert.deepEqual([states.disabledByUser, states.onProbation, mayHaveMissed], [1, 1, true]);
    const before = world.writes().length;
    await world.keep();
    assert.equal(world.writes().length, before);
  });

  it('is written anew when password, user name or address changed', async () => {
    const world = createHooksWorld({ projects: 1 });
    await world.keep({ target: secured() });
    const count = world.all().length;
    const ids = new Set(world.all().map(({ id }) => id));
    for (const next of [
      secured('another secret', 'fedcb'),
      secured('another secret', 'fedcb', { username: 'hooks' }),
      secured('another secret', 'fedcb', {
        username: 'hooks',
        url: 'https://elsewhere.example/catalog/integration/webhook',
      }),
      target(),
    ]) {
      const { done } = await world.keep({ target: next, isStart: false });
      assert.equal(done.updated, count);
      assert.deepEqual(new Set(world.all().map(({ id }) => id)), ids);
      for (const { consumerInputs } of world.all()) {
        assert.equal(consumerInputs.url, next.url);
        assert.equal(consumerInputs.basicAuthPassword, next.password);
        assert.equal(consumerInputs.basicAuthUsername, next.username);
      }
      const before = world.writes().length;
      await world.keep({ target: next });
      assert.equal(world.writes().length, before);
    }
  });

  it('is written once after a start where the service does not show its headers', async () => {
    const world = createHooksWorld({ projects: 1 });
    world.hooks.masksHeaders = true;
    await world.keep({ target: secured() });
    assert.deepEqual(doubled(world.keys()), []);
    const count = world.all().length;
    assert.equal((await world.keep({ target: secured(), isStart: false })).done.updated, 0);
    const { done } = await world.keep({ target: secured('changed', 'fffff') });
    assert.equal(done.updated, count);
    assert.ok(world.all().every(({ consumerInputs }) => consumerInputs.basicAuthPassword === 'changed'));
  });

  it('is left, and not doubled, where it is Port’s exporter’s and does as much', async () => {
    const world = createHooksWorld({ projects: 1 });
    const [project] = world.projects;
    const of = (eventType: string, more = {}, url = address) =>
      world.hooks.add({
        publisherId: 'tfs',
        eventType,
        publisherInputs: { projectId: project?.id ?? '' },
        consumerInputs: { url, ...more },
      });
    const push = of('git.push');
    const elsewhere = of('git.push', {}, 'https://port.example/integration/webhook');
    const few = of('git.pullrequest.created', { resourceDetailsToSend: 'minimal' });
    const filtered = of('workitem.created');
    filtered.publisherInputs.areaPath = 'Web';
    const off = of('workitem.deleted');
    off.status = 'disabledBySystem';
    const before = structuredClone([push, elsewhere, few, filtered, off]);
    const outcome = await world.keep({ kinds: new Set(['branch', 'pull-request', 'work-item']) });
    assert.deepEqual([push, elsewhere, few, filtered, off], before);
    assert.equal(outcome.covered, 1);
    assert.deepEqual(outcome.foreign, { [address]: 4, 'https://port.example/integration/webhook': 1 });
    const ours = world.all().filter(({ consumerInputs }) => consumerInputs.httpHeaders);
    assert.ok(ours.every(({ eventType }) => eventType !== 'git.push'));
    for (const type of ['git.pullrequest.created', 'workitem.created', 'workitem.deleted'])
      assert.equal(ours.filter(({ eventType }) => eventType === type).length, 1, type);
  });

  it('of Port’s exporter without our secret does not do: its events are refused', async () => {
    const world = createHooksWorld({ projects: 1 });
    world.hooks.add({
      publisherInputs: { projectId: world.projects[0]?.id ?? '' },
      consumerInputs: { url: address },
    });
    const kinds = new Set(['branch']);
    const outcome = await world.keep({ target: secured(), kinds });
    assert.equal(outcome.covered, 0);
    assert.equal(world.all().filter(({ eventType }) => eventType === 'git.push').length, 2);
  });

  it('of another installation is left alone', async () => {
    const world = createHooksWorld({ projects: 1 });
    const other = target({
      url: 'https://staging.example/integration/webhook',
      mark: { installation: 'fedcba9876543210', credentials: '00000' },
    });
    await world.keep({ target: other });
    const before = world.keys();
    await world.keep();
    await world.keep({ target: other });
    assert.deepEqual(
      world.keys().filter((key) => key.includes('staging')),
      before,
    );
    assert.equal(world.all().length, 2 * before.length);
  });
});

describe('a service that has its own way', () => {
  it('with what is written is not written to again and again', async () => {
    const world = createHooksWorld({ projects: 3 });
    await world.keep();
    // The service changes what it keeps: it narrows pushes, sends messages with builds, and names another version of
    // work items.
    const change = (text: string): string => {
      const body = JSON.parse(text);
      for (const one of Array.isArray(body.value) ? body.value : [body]) {
        if (one.eventType === 'git.push') one.publisherInputs.pushedBy = 'anybody';
        if (one.eventType === 'build.complete') delete one.consumerInputs.messagesToSend;
        if (one.eventType === 'workitem.updated') one.resourceVersion = '1.0-preview.1';
      }
      return JSON.stringify(body);
    };
    world.emulator.faults.push({
      match: /hooks\/subscriptions/,
      times: Number.POSITIVE_INFINITY,
      fault: {
        type: 'changed',
        name: 'its own way',
        change: (right) => ({ ...right, body: Buffer.from(change(right.body.toString())) }),
      },
    });
    const before = world.writes().length;
    for (let check = 0; check < 3; check++) {
      const { missing, states } = await world.keep({ isStart: false });
      assert.deepEqual([missing, states.enabled], [0, 3 * perProject]);
    }
    assert.ok(world.writes().length - before <= 3 * 3 * 3, `${world.writes().length - before} writes`);
    // One that makes them anew leaves them as the service has them.
    world.hooks.subscriptions.clear();
    world.emulator.requests.length = 0;
    await world.keep();
    assert.deepEqual(new Set(world.writes()), new Set(['POST']));
    assert.deepEqual(doubled(world.keys()), []);
  });
});

describe('a token of some scopes', () => {
  it('subscribes to what it may, and names what it lacks once for each event', async () => {
    const scopes = ['vso.project', 'vso.code', 'vso.work'];
    const world = createHooksWorld({
      projects: 4,
      azureDevOps: { credentials: [{ kind: 'entra', token: 'some-token', scopes }] },
    });
    const { reasons, missing } = await world.keep();
    const types = new Set(world.all().map(({ eventType }) => eventType));
    assert.ok([...types].every((type) => /^(git|workitem)\./.test(type)));
    assert.equal(types.size, 15);
    assert.equal(world.all().length, 4 * 15);
    assert.equal(missing, 4 * (perProject - 15));
    assert.match(reasons.join('\n'), /No scope found/);
  });
});

describe('without a proof', () => {
  it('nothing is made where subscriptions may not be seen, and the missing right is named', async () => {
    const world = createHooksWorld();
    const [first] = world.projects;
    world.hooks.rights.set(`PublisherSecurity/${first?.id}`, 2 + 4);
    const { missing, reasons } = await world.keep();
    assert.equal(missing, perProject);
    assert.match(
      reasons.join('\n'),
      new RegExp(`"${first?.name}": the permission View subscriptions is missing`),
    );
    assert.ok(world.all().every(({ publisherInputs }) => publisherInputs.projectId !== first?.id));
    assert.equal(world.all().length, (world.projects.length - 1) * perProject);
  });

  it('without the right to edit nothing is asked for', async () => {
    const world = createHooksWorld();
    world.hooks.usual = 1;
    const { reasons } = await world.keep();
    assert.deepEqual(world.writes(), []);
    assert.match(reasons.join('\n'), /the permission Edit subscriptions is missing/);
  });

  it('what was made and is not shown is taken back, and no more is made', async () => {
    const world = createHooksWorld({ projects: 2 });
    world.hooks.hidesRights = true;
    world.hooks.usual = 2 + 4;
    const { reasons, missing } = await world.keep();
    assert.deepEqual(world.all(), []);
    assert.equal(missing, 2 * perProject);
    assert.match(reasons.join('\n'), /View subscriptions is missing/);
    // One for each publisher and project.
    assert.equal(world.writes().filter((method) => method === 'POST').length, 4 * 2);
  });

  it('a service that tells no rights is tried with one of each project', async () => {
    const world = createHooksWorld({ projects: 2 });
    world.hooks.hidesRights = true;
    await world.keep();
    assert.equal(world.all().length, 2 * perProject);
    assert.deepEqual(doubled(world.keys()), []);
    world.hooks.usual = 0;
    world.hooks.subscriptions.clear();
    const { reasons } = await world.keep();
    assert.match(reasons.join('\n'), /needs the following permission\(s\) on the resource PublisherSecurity/);
    assert.ok(world.writes().length < 2 * perProject + 20);
  });

  const broken: Record<string, Fault> = {
    '500': { type: 'status', status: 500 },
    '404 text': { type: 'status', status: 404, body: 'no such page' },
    '403': { type: 'status', status: 403 },
    'a sign-in page': { type: 'sign-in' },
    'cut JSON': { type: 'malformed' },
    reset: { type: 'reset' },
    'an empty object': { type: 'status', status: 200, body: {} },
    'a list of nulls': { type: 'status', status: 200, body: { count: 1, value: [null] } },
    'a count above the items': { type: 'status', status: 200, body: { count: 2, value: [] } },
    'an item without its inputs': {
      type: 'status',
      status: 200,
      body: { count: 1, value: [{ id: 'x', publisherId: 'tfs', eventType: 'git.push' }] },
    },
  };
  for (const [name, fault] of Object.entries(broken))
    it(`a list that is ${name} makes, changes and removes nothing of its event`, async () => {
      const world = createHooksWorld({ projects: 2 });
      await world.keep({ target: secured() });
      const pushes = () => world.all().filter(({ eventType }) => eventType === 'git.push');
      for (const one of pushes()) one.status = 'disabledBySystem';
      const before = structuredClone(pushes());
      world.emulator.faults.push({
        match: ({ url, method }) => method === 'GET' && url.search.includes('eventType=git.push'),
        times: Number.POSITIVE_INFINITY,
        fault,
      });
      const other = await world.keep({ target: secured('changed', '12345') });
      assert.deepEqual(pushes(), before);
      assert.equal(other.missing, 2);
      assert.equal(other.done.updated, 2 * (perProject - 1));
      assert.match(other.reasons.join('\n'), /the subscriptions to git\.push/);
      world.emulator.faults.length = 0;
      await world.keep({ target: secured('changed', '12345') });
      assert.ok(pushes().every(({ status }) => status === 'enabled'));
      assert.deepEqual(doubled(world.keys()), []);
    });

  const routes = [
    'GET /_apis/hooks/subscriptions',
    'POST /_apis/hooks/subscriptions',
    'PUT /_apis/hooks/subscriptions/{subscription}',
    'DELETE /_apis/hooks/subscriptions/{subscription}',
    'GET /_apis/hooks/publishers/{publisher}/eventtypes',
    'POST /_apis/security/permissionevaluationbatch',
  ];
  const faults: Fault[] = [
    ...[400, 401, 403, 404, 409, 410, 500, 503].map((status): Fault => ({ type: 'status', status })),
    { type: 'throttled', retryAfter: 5 },
    { type: 'sign-in' },
    { type: 'malformed' },
    { type: 'reset' },
    { type: 'reset', afterWork: true },
    { type: 'truncated', share: 0.5 },
    { type: 'slow', ms: 120_000 },
    { type: 'redirect', location: 'https://elsewhere.example/' },
  ];
  for (const route of routes)
    it(`faults of ${route} leave no event twice, and the next check puts all right`, async () => {
      for (const fault of faults)
        for (const times of [1, Number.POSITIVE_INFINITY]) {
          const world = createHooksWorld({ projects: 1 });
          await world.keep({ kinds: new Set(['work-item', 'build']), isProjectsLimited: false });
          const person = world.all()[0];
          assert.ok(person);
          person.status = 'disabledByUser';
          const foreign = world.hooks.add({ consumerInputs: { url: 'https://ci.example/' } });
          const untouched = structuredClone([person, foreign]);
          world.emulator.faults.push({ match: (_, at) => at === route.split(' ')[1], times, fault });
          const changed = { kinds: new Set(['work-item', 'release', 'branch']), isProjectsLimited: false };
          await world.keep(changed).catch((error) => assert.equal(error?.name, 'AzureDevOpsError'));
          const what = `${JSON.stringify(fault)} × ${times}`;
          world.emulator.faults.length = 0;
          const { missing } = await world.keep(changed);
          assert.equal(missing, 0, what);
          assert.deepEqual(doubled(world.keys()), [], what);
          assert.deepEqual([person, foreign], untouched, what);
          assert.equal((await world.plan(changed)).plan.actions.length, 0, what);
        }
    });

  it('a list that has each subscription twice counts as not read: none is removed or made', async () => {
    const world = createHooksWorld({ projects: 2 });
    await world.keep();
    const before = world.writes().length;
    changeAnswers(world, ({ method }) => method === 'GET', twice);
    const { missing, states } = await world.keep();
    assert.equal(world.writes().length, before);
    assert.deepEqual([missing, states.enabled], [2 * perProject, 0]);
  });

  for (const isDone of [true, false])
    it(`a making that is answered as another subscription ${isDone ? 'was done' : 'was not done'}, and the other one stays`, async () => {
      const world = createHooksWorld({ projects: 1 });
      const other = world.hooks.add({ eventType: 'ms.vss-code.git-pullrequest-comment-event' });
      const fault: Fault = { type: 'status', status: 200, body: other };
      if (isDone)
        changeAnswers(
          world,
          ({ method }) => method === 'POST',
          () => other,
        );
      else
        world.emulator.faults.push({
          match: ({ method }, route) => method === 'POST' && route === '/_apis/hooks/subscriptions',
          times: Number.POSITIVE_INFINITY,
          fault,
        });
      const { missing, done } = await world.keep({ kinds: new Set(['branch']) });
      assert.ok(world.all().includes(other));
      const count = world.all().length - 1;
      assert.ok(isDone ? count > 0 : count === 0);
      assert.deepEqual([missing > 0, done.created], [!isDone, 0]);
      assert.deepEqual(doubled(world.keys()), []);
      const posts = world.writes().filter((method) => method === 'POST').length;
      assert.equal(posts, isDone ? count : 2 * missing);
    });

  it('a writing that is answered as another subscription tells nothing of that one', async () => {
    const world = createHooksWorld({ projects: 2 });
    await world.keep({ target: secured(), kinds: new Set(['branch']) });
    const before = world.all().map(({ id }) => id);
    let first: object | undefined;
    changeAnswers(
      world,
      ({ method }) => method === 'PUT',
      (body) => (first ??= body),
    );
    await world.keep({ target: secured('changed', '12345'), kinds: new Set(['branch']) });
    assert.deepEqual(new Set(world.writes().slice(before.length)), new Set(['PUT']));
    assert.deepEqual(
      world.all().map(({ id }) => id),
      before,
    );
  });

  const doubts: Record<string, [route: string, Fault]> = {
    'the list of projects is empty': [
      '/_apis/projects',
      { type: 'status', status: 200, body: { count: 0, value: [] } },
    ],
    'a project’s tags are not read': [
      '/_apis/projects/{project}/properties',
      { type: 'status', status: 404, body: 'no such page' },
    ],
  };
  for (const [doubt, [place, fault]] of Object.entries(doubts))
    it(`those of the organisation stay where ${doubt}: others may not take their place`, async () => {
      const world = createHooksWorld();
      await world.keep({ isProjectsLimited: false });
      const ofAll = () => world.keys().filter((key) => / {2}https:/.test(key));
      const before = ofAll();
      assert.ok(before.length > 0);
      world.emulator.faults.push({ match: (_, route) => route === place, times: 1, fault });
      const scope = { projects: [], excludedTags: ['archived'] };
      await world.keep({ scope });
      assert.deepEqual(ofAll(), before);
      await world.keep({ scope });
      assert.deepEqual(ofAll(), []);
    });

  it('a page that is not of the service does not tell that a subscription is gone', async () => {
    const kinds = new Set(['branch']);
    const world = createHooksWorld({ projects: 2 });
    await world.keep({ kinds });
    const before = world.all().map(({ id }) => id);
    world.emulator.requests.length = 0;
    world.emulator.faults.push({
      match: ({ method }) => method === 'PUT',
      times: Number.POSITIVE_INFINITY,
      fault: { type: 'status', status: 404, body: 'no such page' },
    });
    await world.keep({ kinds, target: target({ url: 'https://moved.example/integration/webhook' }) });
    assert.deepEqual(new Set(world.writes()), new Set(['PUT']));
    assert.deepEqual(
      world.all().map(({ id }) => id),
      before,
    );
  });

  const nothing: Record<string, [route: string, words: RegExp]> = {
    'no project is listed': ['/_apis/projects', /contoso lists no project that is synced/],
    'no event is offered': [
      '/_apis/hooks/publishers/{publisher}/eventtypes',
      /contoso offers none of the events/,
    ],
  };
  for (const [name, [place, words]] of Object.entries(nothing))
    it(`where ${name} nothing is removed, and it is told why nothing is subscribed`, async () => {
      const world = createHooksWorld();
      await world.keep();
      const before = world.writes().length;
      world.emulator.faults.push({
        match: (_, route) => route === place,
        times: Number.POSITIVE_INFINITY,
        fault: { type: 'status', status: 200, body: { count: 0, value: [] } },
      });
      const outcome = await world.keep();
      assert.equal(world.writes().length, before);
      assert.equal(outcome.wanted, 0);
      assert.match(outcome.reasons.join(), words);
      const { outcome: planned } = await world.plan({ kinds: new Set(['project']) });
      // Kinds without events need no reason.
      assert.deepEqual([planned.wanted, planned.reasons], [0, []]);
    });

  it('a making that was not answered is looked for before it is tried again', async () => {
    for (const afterWork of [true, false]) {
      const world = createHooksWorld({ projects: 1 });
      world.emulator.faults.push({
        match: ({ method, body }) => method === 'POST' && body.toString().includes('git.push'),
        fault: { type: 'reset', afterWork },
      });
      const { missing } = await world.keep({ kinds: new Set(['branch']) });
      assert.equal(missing, 0);
      const pushes = world.all().filter(({ eventType }) => eventType === 'git.push');
      assert.equal(pushes.length, 1);
      const made = world.emulator.requests.filter(
        ({ method, requestBody }) => method === 'POST' && requestBody.includes('"git.push"'),
      );
      assert.equal(made.length, afterWork ? 1 : 2);
    }
  });

  it('processes that start at once leave each event once', async () => {
    const world = createHooksWorld({ projects: 2 });
    world.emulator.latency = 50;
    await Promise.all([world.keep(), world.keep(), world.keep()]);
    const keys = world.keys();
    assert.deepEqual(doubled(keys), []);
    assert.equal(keys.length, 2 * perProject);
  });

  it('subscriptions that somebody doubled become one, and the first of them stays', async () => {
    const world = createHooksWorld({ projects: 1 });
    await world.keep();
    const [first] = world.all();
    assert.ok(first);
    for (const status of ['enabled', 'disabledBySystem', 'disabledByUser'])
      world.hooks.add({
        ...structuredClone(first),
        id: `${status}-2`.toLowerCase(),
        createdDate: '2026-03-01T00:00:00Z',
        status,
      });
    await world.keep();
    assert.deepEqual(
      world
        .all()
        .filter((one) => keyOf(one) === keyOf(first))
        .map(({ id }) => id),
      [first.id, 'disabledbyuser-2'],
    );
  });

  it('thousands are written at a pace', async () => {
    const world = createHooksWorld({ projects: 20 });
    const begun = world.clock.now();
    await world.keep();
    assert.equal(world.all().length, 20 * perProject);
    assert.ok(world.clock.now() - begun >= 20 * perProject * 100 - 1_000);
    const lists = world.emulator.counts()['GET /_apis/hooks/subscriptions'] ?? 0;
    assert.ok(lists <= 4 * perProject, `${lists} lists`);
  });
});
