import { isoDate, mix } from './derive.ts';
import { type Person, someone } from './people.ts';
import { artifactOf, definitionReference, environmentId, linksOf, never } from './release-parts.ts';
import type { ReleaseDeployment } from './releases.ts';
import type { Shelf } from './shelf.ts';
import type { World } from './world.ts';

const operations = {
  succeeded: 'phaseSucceeded',
  failed: 'phaseFailed',
  partiallySucceeded: 'phasePartiallySucceeded',
  inProgress: 'phaseInProgress',
} as const;

const approvalOf = (
  world: World,
  people: Shelf<Person>,
  { id, key, release, environment, started, attempt }: ReleaseDeployment,
  approvalType: 'preDeploy' | 'postDeploy',
) => {
  const { definition, project } = release;
  const approver = someone(world, people, mix(key, 4));
  const at = isoDate(started - 2_000);
  const approvalId = id * 2 + (approvalType === 'preDeploy' ? 0 : 1);
  const releases = `${world.links.release}/${project.id}/_apis/Release`;
  return {
    id: approvalId,
    revision: 1,
    approver,
    approvedBy: approver,
    approvalType,
    createdOn: at,
    modifiedOn: at,
    status: 'approved',
    comments: 'Good to go!',
    isAutomated: false,
    isNotificationOn: true,
    trialNumber: 1,
    attempt,
    rank: 1,
    release: { id: release.id, name: release.name, url: `${releases}/releases/${release.id}`, _links: {} },
    releaseDefinition: {
      id: definition.id,
      name: definition.name,
      url: `${releases}/definitions/${definition.id}`,
      _links: {},
    },
    releaseEnvironment: {
      id: environmentId(release, environment),
      name: definition.environments[environment],
      _links: {},
    },
    url: `${releases}/approvals/${approvalId}`,
  };
};

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
      releaseDefinition: null,
      createdOn: never,
      createdBy: null,
      modifiedBy: null,
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
    conditions: [{ result: true, name: 'ReleaseStarted', conditionType: 'event', value: '' }],
    scheduledDeploymentTime: never,
    preDeployApprovals: [approvalOf(world, people, deployment, 'preDeploy')],
    postDeployApprovals: [approvalOf(world, people, deployment, 'postDeploy')],
    _links: {},
  };
};
