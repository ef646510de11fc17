import { isoDate, mix } from './derive.ts';
import { type Person, someone } from './people.ts';
import type { Release, ReleaseDefinition, ReleaseDeployment } from './releases.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

const never = '0001-01-01T00:00:00';

const linksOf = (world: World, projectId: string, what: 'releases' | 'definitions', id: number) => {
  const url = `${world.links.release}/${projectId}/_apis/Release/${what}/${id}`;
  const web = what === 'releases' ? `releaseId=${id}&_a=release-summary` : `definitionId=${id}`;
  return {
    url,
    _links: { self: { href: url }, web: { href: `${world.links.core}/${projectId}/_release?${web}` } },
  };
};

const definitionReference = (world: World, { id, name, path, project }: ReleaseDefinition) => ({
  id,
  name,
  path,
  projectReference: { id: project.id, name: project.name },
  ...linksOf(world, project.id, 'definitions', id),
});

const artifactOf = (world: World, { build, branch, project }: Release) => ({
  sourceId: `${project.id}:${build?.pipeline.id ?? 0}`,
  type: 'Build',
  alias: `_${build?.pipeline.name ?? 'pipeline'}`,
  definitionReference: {
    definition: { id: String(build?.pipeline.id ?? 0), name: build?.pipeline.name ?? 'Retired pipeline' },
    project: { id: project.id, name: project.name },
    version: { id: String(build?.id ?? 0), name: build?.number ?? '20260101.1' },
    branch: { id: branch, name: branch },
    artifactSourceVersionUrl: {
      id: `${world.links.core}/${project.id}/_build/results?buildId=${build?.id ?? 0}`,
      name: '',
    },
  },
  isPrimary: true,
  isRetained: false,
});

export const environmentId = (release: Release, position: number) => release.id * 8 + position;

const environmentsOf = (world: World, people: Shelf<Person>, release: Release) =>
  release.definition.environments.map((name, n) => ({
    id: environmentId(release, n),
    releaseId: release.id,
    name,
    status:
      release.status === 'draft'
        ? 'notStarted'
        : (['succeeded', 'rejected', 'succeeded'] as const)[mix(release.key, n, 4) % 3],
    variables: {},
    variableGroups: [],
    preDeployApprovals: [],
    postDeployApprovals: [],
    deploySteps: [],
    rank: n + 1,
    definitionEnvironmentId: release.definition.id * 8 + n,
    owner: someone(world, people, mix(release.definition.key, 2)),
    schedules: [],
    release: {
      id: release.id,
      name: release.name,
      ...linksOf(world, release.project.id, 'releases', release.id),
    },
    releaseDefinition: definitionReference(world, release.definition),
    createdOn: isoDate(release.created),
    modifiedOn: isoDate(release.modified),
    triggerReason: n === 0 ? 'After release creation' : `After successful deployment`,
    timeToDeploy: 0.5,
  }));

export const releaseItem = (
  world: World,
  people: Shelf<Person>,
  release: Release,
  expand: ReadonlySet<string>,
) => {
  const { id, name, project, definition, key } = release;
  const links = linksOf(world, project.id, 'releases', id);
  return {
    id,
    name,
    status: release.status,
    createdOn: isoDate(release.created),
    modifiedOn: isoDate(release.modified),
    modifiedBy: someone(world, people, mix(key, 3)),
    createdBy: someone(world, people, mix(key, 1)),
    createdFor: someone(world, people, mix(key, 1)),
    ...(expand.has('environments') && { environments: environmentsOf(world, people, release) }),
    variables: expand.has('variables') ? { region: { value: 'westeurope' } } : {},
    variableGroups: [],
    ...(expand.has('artifacts') && { artifacts: [artifactOf(world, release)] }),
    releaseDefinition: definitionReference(world, definition),
    releaseDefinitionRevision: definition.revision,
    description: `Ships ${definition.name}.`,
    reason: release.reason,
    releaseNameFormat: 'Release-$(rev:r)',
    keepForever: false,
    definitionSnapshotRevision: 1,
    logsContainerUrl: `${links.url}/logs`,
    ...links,
    ...(expand.has('tags') && { tags: release.tags }),
    projectReference: { id: project.id, name: project.name },
    properties: {},
  };
};

export const releaseDefinitionItem = (
  world: World,
  people: Shelf<Person>,
  definition: ReleaseDefinition,
  expand: ReadonlySet<string>,
) => ({
  source: 'userInterface',
  revision: definition.revision,
  description: `Takes a build through ${definition.environments.join(', ')}.`,
  createdBy: someone(world, people, mix(definition.key, 2)),
  createdOn: isoDate(world.now - 86_400_000 * (250 + (definition.key % 400))),
  modifiedBy: someone(world, people, mix(definition.key, 3)),
  modifiedOn: isoDate(definition.modified),
  isDeleted: false,
  ...(expand.has('variables') && { variables: { region: { value: 'westeurope' } } }),
  ...(expand.has('tags') && { tags: definition.tags }),
  ...(expand.has('triggers') && { triggers: [{ triggerType: 'artifactSource' }] }),
  ...(expand.has('artifacts') && { artifacts: [] }),
  ...(expand.has('environments') && {
    environments: definition.environments.map((name, n) => ({
      id: definition.id * 8 + n,
      name,
      rank: n + 1,
      owner: someone(world, people, mix(definition.key, 2)),
      conditions: [{ name: 'ReleaseStarted', conditionType: 'event', value: '' }],
      schedules: [],
      retentionPolicy: { daysToKeep: 30, releasesToKeep: 3, retainBuild: true },
      badgeUrl: `${world.links.release}/_apis/public/Release/badge/${definition.project.id}/${definition.id}/${n + 1}`,
    })),
  }),
  releaseNameFormat: 'Release-$(rev:r)',
  properties: {},
  ...definitionReference(world, definition),
});

const operations = {
  succeeded: 'phaseSucceeded',
  failed: 'phaseFailed',
  partiallySucceeded: 'phasePartiallySucceeded',
  inProgress: 'phaseInProgress',
} as const;

export const releaseDeploymentItem = (world: World, people: Shelf<Person>, deployment: ReleaseDeployment) => {
  const { release, key } = deployment;
  const { project, definition } = release;
  const environment = environmentId(release, deployment.environment);
  const url = `${world.links.release}/${project.id}/_apis/Release/releases/${release.id}`;
  return {
    id: deployment.id,
    release: {
      id: release.id,
      name: release.name,
      artifacts: [artifactOf(world, release)],
      webAccessUri: `${world.links.core}/${project.id}/_release?releaseId=${release.id}&_a=release-summary`,
      ...linksOf(world, project.id, 'releases', release.id),
      description: `Ships ${definition.name}.`,
      createdOn: never,
      reason: 'none',
    },
    releaseDefinition: definitionReference(world, definition),
    releaseEnvironment: {
      id: environment,
      name: definition.environments[deployment.environment],
      url: `${url}/environments/${environment}`,
      _links: {},
    },
    projectReference: { id: project.id, name: project.name },
    definitionEnvironmentId: definition.id * 8 + deployment.environment,
    attempt: deployment.attempt,
    reason: deployment.environment === 0 ? 'automated' : 'manual',
    deploymentStatus: deployment.status,
    operationStatus: operations[deployment.status],
    requestedBy: someone(world, people, mix(key, 2)),
    requestedFor: someone(world, people, mix(key, 2)),
    queuedOn: isoDate(deployment.started - 4_000),
    startedOn: isoDate(deployment.started),
    completedOn: isoDate(deployment.completed),
    lastModifiedOn: isoDate(deployment.modified),
    lastModifiedBy: someone(world, people, mix(key, 3)),
    conditions: [{ name: 'ReleaseStarted', conditionType: 'event', value: '' }],
    scheduledDeploymentTime: never,
    preDeployApprovals: [],
    postDeployApprovals: [],
    _links: {},
  };
};
