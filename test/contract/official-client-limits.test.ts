import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { TreeStructureGroup } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js';
import type { Fault } from '../emulators/types.ts';
import { listenTo, ownHosts, type Served, serveOfficial } from './support/official-client.ts';

/**
 * Limits that are the reason for a transport of our own. A test that fails here is good news: the client has
 * improved.
 */
describe("Microsoft's own client cannot tell", () => {
  let served: Served;
  const project = 'Payments';
  before(async () => {
    ownHosts();
    served = await serveOfficial('services');
  });
  afterEach(() => {
    served.emulator.faults.length = 0;
  });
  after(() => served.close());

  const once = (match: RegExp, fault: Fault) => served.emulator.faults.push({ match, fault });
  const lastRequest = () => new URL(served.emulator.requests.at(-1)?.url ?? '');
  const build = () => served.client.getBuildApi();

  test('that a list goes on: it takes a token, and hands on none', async () => {
    const api = await build();
    const heard = listenTo(api);
    // biome-ignore format: the client's parameters go by their place
    const builds = await api.getBuilds(project, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 2);
    assert.equal(builds.length, 2);
    assert.ok(heard.token, 'the service gave one');
    assert.equal(builds.continuationToken, undefined);
  });

  test('where to go on in the branches: its method has no page and no token', async () => {
    const git = await served.client.getGitApi();
    const [first] = await git.getRepositories(project);
    await git.getRefs(first?.id ?? '', project, 'heads/');
    assert.deepEqual([...lastRequest().searchParams.keys()], ['filter']);
    assert.equal(git.getRefs.length, 9);
  });

  const cases: [what: string, fault: Fault][] = [
    ['an answer that was cut', { type: 'truncated', share: 0.5 }],
    ['an answer that is no JSON', { type: 'malformed' }],
    ['a page to sign in at', { type: 'sign-in' }],
    ['a 404', { type: 'status', status: 404 }],
  ];
  for (const [what, fault] of cases) {
    test(`${what} from a build without a timeline: both are null`, async () => {
      const api = await build();
      const builds = [...served.organisation.lists(projectOf(project)).builds.items()];
      const [oldest, newest] = [builds.at(0)?.id ?? 0, builds.at(-1)?.id ?? 0];
      assert.equal(await api.getBuildTimeline(project, newest), null, 'it has not started: a 204');
      assert.notEqual(await api.getBuildTimeline(project, oldest), null);
      once(/timeline/, fault);
      assert.equal(await api.getBuildTimeline(project, oldest), null);
    });
  }

  test('what is the service’s and what is its own: an announced delay becomes a property of the items', async () => {
    const core = await served.client.getCoreApi();
    const plain = await core.getProject(project);
    assert.ok(!('rateLimit' in plain));
    once(/projects/, { type: 'delay-announced', retryAfter: 5 });
    const slowed = await core.getProject(project);
    assert.equal((slowed as { rateLimit?: { retryAfter?: number } }).rateLimit?.retryAfter, 5);
  });

  test('a value that it does not know from one that means none: both are 0', async () => {
    const api = await build();
    const heard = listenTo(api);
    once(/builds/, {
      type: 'changed',
      name: 'a new result',
      change: (right) => ({
        ...right,
        body: Buffer.from(
          right.body
            .toString()
            .replace(/"status":"completed","result":"\w+"/g, '"status":"completed","result":"superseded"'),
        ),
      }),
    });
    const [one] = (await api.getBuilds(project)).filter(({ result }) => result !== undefined);
    assert.equal(one?.result, 0);
    assert.deepEqual([...heard.unread], ['result: no such value: superseded']);
  });

  test('areas from no group: the number of areas is 0, which it leaves out of the address', async () => {
    const wit = await served.client.getWorkItemTrackingApi();
    await wit.getClassificationNode(project, TreeStructureGroup.Areas, undefined, 2);
    assert.match(lastRequest().pathname, /\/_apis\/wit\/classificationNodes$/);
  });

  const projectOf = (name: string) => {
    const found = served.organisation.project(name);
    assert.ok(found);
    return found;
  };
});
