import assert from 'node:assert/strict';
import {
  type Answer,
  type Ask,
  advsec,
  core,
  entitlements,
  graph,
  type Parameters,
  release,
  type Served,
} from './azure-devops-helpers.ts';

/** Reads every kind but files and folders as our client would, page by page, and counts the raw items. */
export const countAll = async ({ ask, organisation }: Served): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const count = (kind: string, items: number) => {
    counts[kind] = (counts[kind] ?? 0) + items;
  };

  const ok = async (url: string, options?: Ask): Promise<Answer> => {
    const answer = await ask(url, options);
    assert.equal(answer.status, 200, `${url}: ${answer.body}`);
    return answer;
  };
  // biome-ignore lint/suspicious/noExplicitAny: items of every kind
  type Item = any;
  const byToken = async (url: string, { query = {}, ...options }: Ask = {}): Promise<Item[]> => {
    const items: Item[] = [];
    for (let token: string | undefined = ''; token !== undefined; ) {
      const page = await ok(url, {
        ...options,
        query: { ...query, ...(token && { continuationToken: token }) },
      });
      items.push(...page.json.value);
      token = page.token;
    }
    return items;
  };
  const bySkip = async (url: string, { query = {}, ...options }: Ask = {}): Promise<Item[]> => {
    const items: Item[] = [];
    for (;;) {
      const page = await ok(url, { ...options, query: { ...query, $top: 10, $skip: items.length } });
      items.push(...page.json.value);
      if (page.json.value.length < 10) return items;
    }
  };

  const readTeam = async (team: Item) => {
    const base = `${core}/${team.projectId}/${team.id}/_apis/work`;
    count(
      'member',
      (await bySkip(`${core}/_apis/projects/${team.projectId}/teams/${team.id}/members`)).length,
    );
    count('iteration', (await byToken(`${base}/teamsettings/iterations`)).length);
    const boards = await ask(`${base}/boards`);
    for (const { id } of boards.status === 200 ? boards.json.value : []) {
      count('board', 1);
      const { json } = await ok(`${base}/boards/${id}`);
      for (const { stateMappings } of json.columns) count('column', Object.keys(stateMappings).length);
    }
  };

  const readRepository = async (base: string, repository: Item) => {
    count('repository', 1);
    if (repository.isDisabled) return;
    const own = `${base}/git/repositories/${repository.id}`;
    count('branch', (await byToken(`${own}/refs`, { query: { filter: 'heads/', $top: 2 } })).length);
    const { id: repositoryId, defaultBranch: refName } = repository;
    const policies = { query: { repositoryId, ...(refName && { refName }) } };
    count('repository-policy', (await byToken(`${base}/git/policy/configurations`, policies)).length);
    const closed = {
      'searchCriteria.queryTimeRangeType': 'closed',
      'searchCriteria.minTime': new Date(organisation.world.now - 7 * 86_400_000).toISOString(),
    };
    for (const status of ['active', 'abandoned', 'completed']) {
      const query = { 'searchCriteria.status': status, ...(status !== 'active' && closed) };
      count('pull-request', (await bySkip(`${own}/pullrequests`, { query })).length);
    }
    const alerts = `${base.replace(core, advsec)}/alert/repositories/${repository.id}/alerts`;
    const options = { version: '7.2-preview.1', query: { top: 2 } };
    if ((await ask(alerts, options)).status === 200)
      count('advanced-security-alert', (await byToken(alerts, options)).length);
  };

  const readBuilds = async (base: string) => {
    const pipelines = await byToken(`${base}/pipelines`, { query: { $top: 3 } });
    count('pipeline', pipelines.length);
    for (const { id } of pipelines)
      count('pipeline-run', (await byToken(`${base}/pipelines/${id}/runs`)).length);
    const query = { queryOrder: 'queueTimeDescending', $top: 7 };
    for (const { id } of await byToken(`${base}/build/builds`, { query })) {
      count('build', 1);
      const { status, json } = await ask(`${base}/build/builds/${id}/timeline`);
      const records: Item[] = status === 200 ? json.records : [];
      count('pipeline-stage', records.filter(({ type }) => type === 'Stage').length);
    }
    const environments = `${base}/distributedtask/environments`;
    for (const { id } of await byToken(environments, { query: { $top: 2 } })) {
      count('environment', 1);
      const records = await byToken(`${environments}/${id}/environmentdeploymentrecords`, {
        query: { top: 4 },
      });
      count('pipeline-deployment', records.length);
    }
  };

  const readWorkItems = async (base: string, name: string) => {
    const query = `SELECT [Id] FROM WorkItems WHERE [System.TeamProject] = '${name.replaceAll("'", "''")}' AND [System.Id] > 0 ORDER BY [System.Id] Asc`;
    const { json } = await ok(`${base}/wit/wiql`, { query: { $top: 19_999 }, body: { query } });
    const ids: number[] = json.workItems.map(({ id }: Item) => id);
    for (let at = 0; at < ids.length; at += 200) {
      const batch = await ok(`${base}/wit/workitems`, {
        query: { ids: ids.slice(at, at + 200).join(','), $expand: 'all', errorPolicy: 'omit' },
      });
      count('work-item', batch.json.value.filter(Boolean).length);
    }
  };

  const readAreas = async (base: string) => {
    const size = ({ children = [] }: Item): number =>
      children.reduce((sum: number, one: Item) => sum + size(one), 1);
    count(
      'area-path',
      size((await ok(`${base}/wit/classificationnodes/Areas`, { query: { $depth: 9 } })).json),
    );
  };

  const readWikis = async (base: string) => {
    for (const { id } of await byToken(`${base}/wiki/wikis`))
      for (let token: string | undefined = ''; token !== undefined; ) {
        const body = { top: 2, ...(token && { continuationToken: token }) };
        const page = await ok(`${base}/wiki/wikis/${id}/pagesbatch`, { body });
        count('wiki', page.json.value.length);
        token = page.token;
      }
  };

  const readProject = async ({ id, name }: Item) => {
    const base = `${core}/${id}/_apis`;
    for (const repository of await byToken(`${base}/git/repositories`))
      await readRepository(base, repository);
    await readBuilds(base);
    const releases = `${release}/${id}/_apis/release`;
    count('release', (await byToken(`${releases}/releases`, { query: { $top: 4 } })).length);
    count('release-definition', (await byToken(`${releases}/definitions`, { query: { $top: 1 } })).length);
    count('release-deployment', (await byToken(`${releases}/deployments`)).length);
    count('test-run', (await bySkip(`${base}/test/runs`, { query: { includeRunDetails: true } })).length);
    await readWorkItems(base, name);
    await readAreas(base);
    await readWikis(base);
  };

  const readPeople = async () => {
    for (let token: string | undefined = ''; token !== undefined; ) {
      const query: Parameters = token ? { continuationToken: token } : {};
      const { json } = await ok(`${entitlements}/_apis/userentitlements`, { query });
      count('user', json.items.length);
      token = json.continuationToken;
    }
    const version = '7.1-preview.1';
    for (const { descriptor } of await byToken(`${graph}/_apis/graph/groups`, { version })) {
      count('group', 1);
      const url = `${graph}/_apis/graph/memberships/${descriptor}`;
      const members = await byToken(url, { version, query: { direction: 'down' } });
      const body = { lookupKeys: members.map(({ memberDescriptor }) => ({ descriptor: memberDescriptor })) };
      const subjects = await ok(`${graph}/_apis/graph/subjectlookup`, { version, body });
      count('group-member', Object.keys(subjects.json.value).length);
    }
  };

  const projects = await byToken(`${core}/_apis/projects`, { query: { $top: 3 } });
  count('project', projects.length);
  for (const project of projects) await readProject(project);
  for (const team of await bySkip(`${core}/_apis/teams`, { version: '7.1-preview.3' })) {
    count('team', 1);
    await readTeam(team);
  }
  await readPeople();
  return counts;
};
