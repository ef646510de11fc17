import { releaseDeploymentItem } from '../organisation/deployment-json.ts';
import { releaseDefinitionItem, releaseItem } from '../organisation/release-json.ts';
import type { Release, ReleaseDefinition, ReleaseDeployment } from '../organisation/releases.ts';
import { endpoint } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';
import { tokenPage } from '../service/pages.ts';
import { readShelf } from '../service/paging.ts';
import type { Query } from '../service/query.ts';

/** Several values may be given, joined by commas. */
const expansion = (query: Query, allowed: readonly string[]): ReadonlySet<string> => {
  const asked = (query.list('$expand') ?? []).map((one) => one.toLowerCase());
  for (const one of asked)
    if (!allowed.some((name) => name.toLowerCase() === one))
      throw badRequest(`The value '${one}' is not valid for $expand.`, 'VssPropertyValidationException');
  return new Set(asked);
};

const hasAll = (tags: readonly string[], wanted: readonly string[] | undefined) =>
  wanted?.every((tag) => tags.some((one) => one.toLowerCase() === tag.toLowerCase())) ?? true;

const within = (time: number, least: number | undefined, most: number | undefined) =>
  time >= (least ?? -Infinity) && time <= (most ?? Infinity);

const isDescending = (query: Query) =>
  (query.oneOf('queryOrder', ['descending', 'ascending']) ?? 'descending') === 'descending';

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
  ],
  notEmulated: [
    'definitionEnvironmentId',
    'searchText',
    'createdBy',
    'environmentStatusFilter',
    'artifactTypeId',
    'sourceId',
    'artifactVersionId',
    'isDeleted',
    'propertyFilters',
    'releaseIdFilter',
    'path',
  ],
  answer(call) {
    const { query, organisation } = call;
    const expand = expansion(query, [
      'none',
      'environments',
      'artifacts',
      'approvals',
      'manualInterventions',
      'variables',
      'tags',
    ]);
    const status = query.oneOf('statusFilter', ['undefined', 'draft', 'active', 'abandoned']) ?? 'undefined';
    const [least, most] = [query.date('minCreatedTime'), query.date('maxCreatedTime')];
    const [branch, tags] = [query.text('sourceBranchFilter'), query.list('tagFilter')];
    const definitionId = query.integer('definitionId');
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 50 }, token: 'number' },
      readShelf<Release, object>(call.lists().release.releases, {
        descending: isDescending(query),
        keep: (release) =>
          (status === 'undefined' || release.status === status) &&
          within(release.created, least, most) &&
          (branch === undefined || release.branch === branch) &&
          (definitionId === undefined || release.definition.id === definitionId) &&
          hasAll(release.tags, tags),
        map: (release) => releaseItem(organisation.world, organisation.people, release, expand),
      }),
    );
  },
});

const definitions = endpoint({
  route: 'GET /{project}/_apis/release/definitions',
  area: 'release',
  version: '7.1',
  scope: 'vso.release',
  query: ['$expand', '$top', 'continuationToken', 'queryOrder', 'tagFilter'],
  notEmulated: [
    'searchText',
    'artifactType',
    'artifactSourceId',
    'path',
    'isExactNameMatch',
    'propertyFilters',
    'definitionIdFilter',
    'isDeleted',
    'searchTextContainsFolderName',
  ],
  answer(call) {
    const { query, organisation } = call;
    const expand = expansion(query, [
      'none',
      'environments',
      'artifacts',
      'triggers',
      'variables',
      'tags',
      'lastRelease',
    ]);
    const order = query.oneOf('queryOrder', ['idAscending', 'idDescending']) ?? 'idAscending';
    const tags = query.list('tagFilter');
    return tokenPage(
      call,
      { size: { parameter: '$top', usual: 10_000 }, token: 'text' },
      readShelf<ReleaseDefinition, object>(call.lists().release.definitions, {
        descending: order === 'idDescending',
        keep: (definition) => hasAll(definition.tags, tags),
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

export const releaseEndpoints = [releases, definitions, deployments];
