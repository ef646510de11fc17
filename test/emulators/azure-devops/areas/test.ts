import { refuse } from '../evidence/answer.ts';
import { days } from '../organisation/derive.ts';
import { coverageOf, testResultItem, testRunItem } from '../organisation/test-json.ts';
import type { TestRun } from '../organisation/test-runs.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { skipPage, tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';

/** A window of seven days at most, paged by token. */
const updatedRuns = (call: EndpointCall, least: number, most: number) => {
  const builds = call.query.list('buildIds')?.map(Number);
  const { query, organisation } = call;
  if (most < least || most - least > 7 * days)
    throw badRequest(
      'The difference between minLastUpdatedDate and maxLastUpdatedDate must not exceed 7 days.',
      'InvalidPropertyException',
    );
  if (query.integer('$skip') !== undefined)
    throw badRequest('$skip does not go with minLastUpdatedDate.', 'InvalidPropertyException');
  return tokenPage(
    call,
    { size: { parameter: '$top', usual: 100, most: 100 }, token: 'text' },
    readShelf<TestRun, object>(call.lists().testRuns, {
      keep: ({ updated, build }) =>
        updated >= least && updated <= most && (builds?.includes(build?.id ?? -1) ?? true),
      map: (run) => testRunItem(organisation.world, organisation.people, run, true),
    }),
  );
};

const runs = endpoint({
  route: 'GET /{project}/_apis/test/runs',
  area: 'core',
  version: '7.1',
  scope: 'vso.test',
  query: [
    'includeRunDetails',
    '$skip',
    '$top',
    'minLastUpdatedDate',
    'maxLastUpdatedDate',
    'continuationToken',
    'buildUri',
    'buildIds',
  ],
  notEmulated: [
    'owner',
    'tmiRunId',
    'planId',
    'automated',
    'state',
    'planIds',
    'isAutomated',
    'publishContext',
    'buildDefIds',
    'branchName',
    'releaseIds',
    'releaseDefIds',
    'releaseEnvIds',
    'releaseEnvDefIds',
    'runTitle',
  ],
  answer(call) {
    const { query, organisation } = call;
    const [least, most] = [query.date('minLastUpdatedDate'), query.date('maxLastUpdatedDate')];
    if (least !== undefined && most !== undefined) return updatedRuns(call, least, most);
    if (least !== undefined || most !== undefined)
      throw badRequest('minLastUpdatedDate and maxLastUpdatedDate go together.', 'InvalidPropertyException');
    const details = query.flag('includeRunDetails');
    const build = /^vstfs:\/\/\/Build\/Build\/(\d+)$/.exec(query.text('buildUri') ?? '')?.[1];
    const items = (function* () {
      for (const run of call.lists().testRuns.items())
        if (build === undefined || run.build?.id === Number(build))
          yield testRunItem(organisation.world, organisation.people, run, details);
    })();
    return skipPage(call, { parameter: '$top', usual: 100, most: 1000 }, items);
  },
});

const run = endpoint({
  route: 'GET /{project}/_apis/test/runs/{run}',
  area: 'core',
  version: '7.1',
  scope: 'vso.test',
  query: ['includeDetails'],
  answer(call) {
    const id = Number(call.parameter('run'));
    const found = [...call.lists().testRuns.items()].find((one) => one.id === id);
    if (!found) throw refuse('noTestRun', `Test run ${call.parameter('run')}`);
    const { world, people } = call.organisation;
    return itemResponse(testRunItem(world, people, found, true));
  },
});

const resultDetails = { none: 0, iterations: 1, workItems: 2, subResults: 4, point: 8 } as const;

const results = endpoint({
  route: 'GET /{project}/_apis/test/runs/{run}/results',
  area: 'core',
  version: '7.1',
  scope: 'vso.test',
  query: ['detailsToInclude', '$skip', '$top'],
  notEmulated: ['outcomes'],
  answer(call) {
    const { query, organisation } = call;
    const id = Number(call.parameter('run'));
    const run = [...call.lists().testRuns.items()].find((one) => one.id === id);
    if (!run) throw refuse('noTestRun', `Test run ${call.parameter('run')}`);
    const details = query.oneOf('detailsToInclude', resultDetails);
    const most = (details ?? 'none') === 'none' ? 1000 : 200;
    const top = query.integer('$top');
    if (top !== undefined && top > most)
      throw badRequest(`The value of $top must not be larger than ${most}.`, 'InvalidPropertyException');
    const items = (function* () {
      for (let n = 0; n < run.results; n++)
        yield testResultItem(organisation.world, organisation.people, run, n);
    })();
    return skipPage(call, { parameter: '$top', usual: most, most }, items);
  },
});

const coverage = endpoint({
  route: 'GET /{project}/_apis/test/codecoverage',
  area: 'core',
  version: '7.1',
  scope: 'vso.test',
  query: ['buildId', 'flags'],
  answer(call) {
    const [buildId, flags] = [call.query.integer('buildId'), call.query.integer('flags')];
    if (buildId === undefined || flags === undefined)
      throw badRequest('buildId and flags must be given.', 'ArgumentNullException');
    const build = call.organisation.build(call.project(), buildId);
    if (!build) throw refuse('noCoverage', `Build ${buildId}`);
    return listResponse(coverageOf(call.organisation.world, build, flags));
  },
});

export const testEndpoints = [run, runs, results, coverage];
