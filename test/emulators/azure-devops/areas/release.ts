import type { EmulatedResponse } from '../../types.ts';
import { releaseDeploymentItem } from '../organisation/deployment-json.ts';
import type { Project } from '../organisation/project.ts';
import { releaseDefinitionItem, releaseItem } from '../organisation/release-json.ts';
import type { Release, ReleaseDefinition, ReleaseDeployment } from '../organisation/releases.ts';
import { type EndpointCall, endpoint, listResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { tokenPage } from '../service/pages.ts';
import { type ReadOptions, readList, readShelf } from '../service/paging.ts';
import type { Enumeration, Query } from '../service/query.ts';

/** Several values may be given, joined by commas or as the sum of their numbers. */
const expansion = (query: Query, allowed: Enumeration<string>): ReadonlySet<string> => {
  const asked = (query.list('$expand') ?? []).flatMap((one) =>
    /^\d+$/.test(one)
      ? Object.keys(allowed).filter((name) => (Number(one) & (allowed[name] ?? 0)) !== 0)
      : [one],
  );
  for (const one of asked)
    if (!Object.keys(allowed).some((name) => name.toLowerCase() === one.toLowerCase()))
      throw badRequest(`The value '${one}' is not valid for $expand.`, 'VssPropertyValidationException');
  return new Set(asked.map((one) => one.toLowerCase()));
};

const releaseExpands = {
  none: 0,
  environments: 2,
  artifacts: 4,
  approvals: 8,
  manualInterventions: 16,
  variables: 32,
  tags: 64,
} as const;
const definitionExpands = {
  none: 0,
  environments: 2,
  artifacts: 4,
  triggers: 8,
  variables: 16,
  tags: 32,
  lastRelease: 64,
} as const;
const releaseStatuses = { undefined: 0, draft: 1, active: 2, abandoned: 4 } as const;

const hasAll = (tags: readonly string[], wanted: readonly string[] | undefined) =>
  wanted?.every((tag) => tags.some((one) => one.toLowerCase() === tag.toLowerCase())) ?? true;

const within = (time: number, least: number | undefined, most: number | undefined) =>
  time >= (least ?? -Infinity) && time <= (most ?? Infinity);

const isDescending = (query: Query) =>
  (query.oneOf('queryOrder', { descending: 0, ascending: 1 }) ?? 'descending') === 'descending';

const releasesPage = (call: EndpointCall, projects: readonly Project[]): EmulatedResponse => {
  const { query, organisation } = call;
  const expand = expansion(query, releaseExpands);
  const status = query.oneOf('statusFilter', releaseStatuses) ?? 'undefined';
  const [least, most] = [query.date('minCreatedTime'), query.date('maxCreatedTime')];
  const [branch, tags] = [query.text('sourceBranchFilter'), query.list('tagFilter')];
  const definitionId = query.integer('definitionId');
  const ids = query.list('releaseIdFilter')?.map(Number);
  const shelves = projects.map((project) => organisation.lists(project).release.releases);
  const map = (release: Release) => releaseItem(organisation.world, organisation.people, release, expand);
  if (query.flag('isDeleted'))
    return listResponse(
      shelves
        .flatMap((shelf) => [...shelf.gone()])
        // One whose definition is gone as well is no more in the bin.
        .filter(({ id, definition }) => definition && (ids?.includes(id) ?? true))
        .map(map),
    );
  const options: ReadOptions<Release, object> = {
    descending: isDescending(query),
    keep: (release) =>
      (ids?.includes(release.id) ?? true) &&
      (status === 'undefined' || release.status === status) &&
      within(release.created, least, most) &&
      (branch === undefined || release.branch === branch) &&
      (definitionId === undefined || release.definition.id === definitionId) &&
      hasAll(release.tags, tags),
    map,
  };
  const readers = shelves.map((shelf) => readShelf(shelf, options));
  const [only] = readers;
  const reader =
    only && readers.length === 1
      ? only
      : readList(readers.flatMap((read) => read(undefined, Number.MAX_SAFE_INTEGER).items));
  return tokenPage(call, { size: { parameter: '$top', usual: 50 }, token: 'number' }, reader);
};

const releases = endpoint({
  route: 'GET /{project}/_apis/release/releases',
  area: 'release',
  version: '7.1',
  scope: 'vso.release',
  query: [
    'definitionId',
    'statusFilter',
    'minCreatedTime',
    'maxCreatedTime',
    'queryOrder',
    '$top',
    'continuationToken',
    '$expand',
    'sourceBranchFilter',
    'tagFilter',
    'releaseIdFilter',
    'isDeleted',
  ],
  notEmulated: [
    'definitionEnvironmentId',
    'searchText',
    'createdBy',
    'environmentStatusFilter',
    'artifactTypeId',
    'sourceId',
    'artifactVersionId',
    'propertyFilters',
    'path',
  ],
  answer: (call) => releasesPage(call, [call.project()]),
});

/** Releases of all projects that the token may see, each project's in its own order. The specification alone has it. */
const releasesOfAll = endpoint({
  ...releases,
  route: 'GET /_apis/release/releases',
  answer: (call) =>
    releasesPage(
      call,
      call.visibleProjects().filter(({ state }) => state === 'wellFormed'),
    ),
});

const definitions = endpoint({
  route: 'GET /{project}/_apis/release/definitions',
  area: 'release',
  version: '7.1',
  scope: 'vso.release',
  query: [
    '$expand',
    '$top',
    'continuationToken',
    'queryOrder',
    'tagFilter',
    'definitionIdFilter',
    'isDeleted',
  ],
  notEmulated: [
    'searchText',
    'artifactType',
    'artifactSourceId',
    'path',
    'isExactNameMatch',
    'propertyFilters',
    'searchTextContainsFolderName',
  ],
  answer(call) {
    const { query, organisation } = call;
    const expand = expansion(query, definitionExpands);
    const order = query.oneOf('queryOrder', { idAscending: 0, idDescending: 1 }) ?? 'idAscending';
    const tags = query.list('tagFilter');
    const ids = query.list('definitionIdFilter')?.map(Number);
    const { definitions: shelf } = call.lists().release;
    if (query.flag('isDeleted'))
      return listResponse(
        [...shelf.gone()]
          .filter(({ id }) => ids?.includes(id) ?? true)
          .map((one) => ({
            ...releaseDefinitionItem(organisation.world, organisation.people, one, expand),
            isDeleted: true,
          })),
      );
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 10_000 }, token: 'text' },
      readShelf<ReleaseDefinition, object>(shelf, {
        descending: order === 'idDescending',
        keep: (definition) => (ids?.includes(definition.id) ?? true) && hasAll(definition.tags, tags),
        map: (definition) =>
          releaseDefinitionItem(organisation.world, organisation.people, definition, expand),
      }),
    );
  },
});

const deployments = endpoint({
  route: 'GET /{project}/_apis/release/deployments',
  area: 'release',
  version: '7.1',
  scope: 'vso.release',
  query: [
    'definitionId',
    'minModifiedTime',
    'maxModifiedTime',
    'minStartedTime',
    'maxStartedTime',
    'queryOrder',
    '$top',
    'continuationToken',
  ],
  notEmulated: [
    'definitionEnvironmentId',
    'createdBy',
    'createdFor',
    'deploymentStatus',
    'operationStatus',
    'latestAttemptsOnly',
    'sourceBranch',
  ],
  answer(call) {
    const { query, organisation } = call;
    const [least, most] = [query.date('minModifiedTime'), query.date('maxModifiedTime')];
    const [leastStarted, mostStarted] = [query.date('minStartedTime'), query.date('maxStartedTime')];
    const definitionId = query.integer('definitionId');
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 50, most: 100 }, token: 'number' },
      readShelf<ReleaseDeployment, object>(call.lists().release.deployments, {
        descending: isDescending(query),
        keep: (deployment) =>
          within(deployment.modified, least, most) &&
          within(deployment.started, leastStarted, mostStarted) &&
          (definitionId === undefined || deployment.release.definition.id === definitionId),
        map: (deployment) => releaseDeploymentItem(organisation.world, organisation.people, deployment),
      }),
    );
  },
});

export const releaseEndpoints = [releases, releasesOfAll, definitions, deployments];
