import { refuse } from '../evidence/answer.ts';
import { changesOf, timelineOf } from '../organisation/build-details.ts';
import { type Build, buildItem } from '../organisation/builds.ts';
import { type EndpointCall, endpoint, itemResponse } from '../service/endpoint.ts';
import { tokenPage } from '../service/pages.ts';
import { readList, readShelf } from '../service/paging.ts';
import type { Query } from '../service/query.ts';
import { definitionEndpoints } from './definitions.ts';

const statuses = {
  none: 0,
  inProgress: 1,
  completed: 2,
  cancelling: 4,
  postponed: 8,
  notStarted: 32,
  all: 47,
} as const;
const results = { none: 0, succeeded: 2, partiallySucceeded: 4, failed: 8, canceled: 32 } as const;
const reasons = {
  none: 0,
  manual: 1,
  individualCI: 2,
  batchedCI: 4,
  schedule: 8,
  scheduleForced: 16,
  userCreated: 32,
  validateShelveset: 64,
  checkInShelveset: 128,
  pullRequest: 256,
  buildCompletion: 512,
  resourceTrigger: 1024,
  triggered: 1967,
  all: 2031,
} as const;
const deletions = { excludeDeleted: 0, includeDeleted: 1, onlyDeleted: 2 } as const;
const orders = {
  finishTimeAscending: 2,
  finishTimeDescending: 3,
  queueTimeDescending: 4,
  queueTimeAscending: 5,
  startTimeDescending: 6,
  startTimeAscending: 7,
} as const;
type Order = keyof typeof orders;

/** The time that the order goes by is the one that `minTime` and `maxTime` bound. */
const timeOf = (build: Build, order: Order): number | undefined => {
  if (order.startsWith('queue')) return build.queued;
  if (order.startsWith('start')) return build.status === 'notStarted' ? undefined : build.started;
  return build.status === 'completed' ? build.finished : undefined;
};

const filterOf = (query: Query, order: Order) => {
  const wanted = query.manyOf('statusFilter', statuses) ?? ['all'];
  const result = query.oneOf('resultFilter', results);
  const reason = query.oneOf('reasonFilter', reasons) ?? 'all';
  const definitions = query.list('definitions')?.map(Number);
  const ids = query.list('buildIds')?.map(Number);
  const branch = query.text('branchName');
  const [least, most] = [query.date('minTime'), query.date('maxTime')];
  const inTime = (build: Build) => {
    if (least === undefined && most === undefined) return true;
    const time = timeOf(build, order);
    return time !== undefined && time >= (least ?? -Infinity) && time <= (most ?? Infinity);
  };
  return (build: Build) =>
    (wanted.includes('all') || wanted.includes(build.status)) &&
    (result === undefined || (build.status === 'completed' && build.result === result)) &&
    (reason === 'all' || build.reason === reason) &&
    (definitions?.includes(build.pipeline.id) ?? true) &&
    (ids?.includes(build.id) ?? true) &&
    (branch === undefined || build.branch === branch) &&
    inTime(build);
};

const builds = endpoint({
  route: 'GET /{project}/_apis/build/builds',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: [
    'definitions',
    'minTime',
    'maxTime',
    'reasonFilter',
    'statusFilter',
    'resultFilter',
    'buildIds',
    'branchName',
    'queryOrder',
    'deletedFilter',
    '$top',
    'continuationToken',
  ],
  notEmulated: [
    'queues',
    'buildNumber',
    'requestedFor',
    'tagFilters',
    'properties',
    'maxBuildsPerDefinition',
    'repositoryId',
    'repositoryType',
  ],
  answer(call) {
    const { world, people } = call.organisation;
    const order = call.query.oneOf('queryOrder', orders) ?? 'finishTimeDescending';
    if (call.query.oneOf('deletedFilter', deletions) === 'onlyDeleted') {
      const isWanted = filterOf(call.query, order);
      const gone = [...call.lists().builds.gone()].filter((build) => build.pipeline && isWanted(build));
      const all = gone.map((build) => ({ ...buildItem(world, people, build), deleted: true }));
      return tokenPage(
        call,
        { size: { parameter: '$top', usual: 1000, most: 5000 }, token: 'text' },
        readList(all),
      );
    }
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 1000, most: 5000 }, token: 'text' },
      readShelf(call.lists().builds, {
        descending: order.endsWith('Descending'),
        keep: filterOf(call.query, order),
        map: (build) => buildItem(world, people, build),
      }),
    );
  },
});

const buildOf = (call: EndpointCall): Build => {
  const id = call.parameter('build');
  const build = /^\d{1,10}$/.test(id) ? call.organisation.build(call.project(), Number(id)) : undefined;
  if (!build) throw refuse('noBuild', id);
  return build;
};

const changes = endpoint({
  route: 'GET /{project}/_apis/build/builds/{build}/changes',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: ['$top', 'continuationToken', 'includeSourceChange'],
  answer: (call) =>
    tokenPage(
      call,
      { size: { parameter: '$top', usual: 50 }, token: 'text' },
      readList(changesOf(call.organisation.world, call.organisation.people, buildOf(call))),
    ),
});

const timelineAnswer = (call: EndpointCall) => {
  const timeline = timelineOf(call.organisation.world, buildOf(call));
  return timeline ? itemResponse(timeline) : { status: 204 };
};

const timeline = endpoint({
  route: 'GET /{project}/_apis/build/builds/{build}/timeline',
  area: 'core',
  version: '7.1',
  scope: 'vso.build',
  query: ['changeId', 'planId'],
  answer: timelineAnswer,
});

const timelineById = endpoint({
  ...timeline,
  route: 'GET /{project}/_apis/build/builds/{build}/timeline/{timeline}',
});

export const buildEndpoints = [builds, changes, timeline, timelineById, ...definitionEndpoints];
