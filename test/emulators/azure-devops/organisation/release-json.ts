import { isoDate, mix } from './derive.ts';
import { type Person, someone } from './people.ts';
import { artifactOf, definitionReference, environmentId, linksOf } from './release-parts.ts';
import type { Release, ReleaseDefinition } from './releases.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

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

const lastReleaseOf = (world: World, people: Shelf<Person>, { id, key, modified }: ReleaseDefinition) => ({
  id: id * 10,
  name: `Release-${id * 10}`,
  artifacts: [],
  webAccessUri: null,
  _links: {},
  description: '',
  releaseDefinition: { id, _links: {} },
  createdOn: isoDate(modified),
  createdBy: someone(world, people, mix(key, 2)),
  modifiedBy: null,
  reason: 'none',
});

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
  variableGroups: null,
  ...(expand.has('lastrelease') && { lastRelease: lastReleaseOf(world, people, definition) }),
  releaseNameFormat: 'Release-$(rev:r)',
  retentionPolicy: { daysToKeep: 30 },
  properties: {},
  ...definitionReference(world, definition),
});
