/** An event without all that is not read: a pipeline has to pass on no more. */
export interface CompactEvent {
  eventType: string;
  resource: Readonly<Record<string, unknown>>;
  resourceContainers?: { project: { id: string } };
}

const PROJECT = '8c5d7c1e-52c0-4f4e-9a4e-0d4f8f2f5a11';
const REPOSITORY = '0a3f1d52-7d0c-4f3e-b1a6-2b7f6f6d9c22';

const resourceContainers = { project: { id: PROJECT } };
const repository = { id: REPOSITORY, project: { id: PROJECT } };
const refUpdates = [
  { name: 'refs/heads/main', oldObjectId: 'a'.repeat(40), newObjectId: 'b'.repeat(40) },
] as const;

type Resource = Omit<CompactEvent, 'eventType'>;

const pullRequest: Resource = { resource: { pullRequestId: 7, repository } };
const run: Resource = { resource: { run: { id: 12 }, pipeline: { id: 11 } }, resourceContainers };
const release: Resource = {
  resource: { release: { id: 4, releaseDefinition: { id: 1 } } },
  resourceContainers,
};
const environment: Resource = { resource: { environment: { releaseId: 4 } }, resourceContainers };
const approval: Resource = { resource: { approval: { release: { id: 4 } } }, resourceContainers };
const workItem: Resource = { resource: { id: 297 }, resourceContainers };
const alert: Resource = { resource: { alertId: 7, repositoryId: REPOSITORY }, resourceContainers };

const all: Readonly<Record<string, Resource>> = {
  'git.push': { resource: { repository, refUpdates } },
  'git.pullrequest.created': pullRequest,
  'git.pullrequest.updated': pullRequest,
  'git.pullrequest.merged': pullRequest,
  'ms.vss-code.git-pullrequest-comment-event': { resource: { pullRequest: pullRequest.resource } },
  'git.repo.created': { resource: { repository } },
  'git.repo.forked': { resource: { repository } },
  'git.repo.renamed': { resource: { repository } },
  'git.repo.undeleted': { resource: { repository } },
  'git.repo.statuschanged': { resource: { repository } },
  'git.repo.deleted': { resource: { repositoryId: REPOSITORY }, resourceContainers },
  'build.complete': { resource: { id: 12, definition: { id: 11 } }, resourceContainers },
  'ms.vss-pipelines.run-state-changed-event': run,
  'ms.vss-pipelines.stage-state-changed-event': run,
  'ms.vss-pipelines.job-state-changed-event': run,
  'ms.vss-pipelinechecks-events.approval-pending': run,
  'ms.vss-pipelinechecks-events.approval-completed': run,
  'ms.vss-release.release-created-event': release,
  'ms.vss-release.release-abandoned-event': release,
  'ms.vss-release.deployment-started-event': environment,
  'ms.vss-release.deployment-completed-event': environment,
  'ms.vss-release.deployment-approval-pending-event': approval,
  'ms.vss-release.deployment-approval-completed-event': approval,
  'ms.vss-release.deployment-mi-pending-event': release,
  'workitem.created': workItem,
  'workitem.commented': workItem,
  'workitem.deleted': workItem,
  'workitem.restored': workItem,
  'workitem.updated': { resource: { workItemId: 297 }, resourceContainers },
  'ms.vss-alerts.alert-created-event': alert,
  'ms.vss-alerts.alert-state-changed-event': alert,
  'ms.vss-alerts.alert-updated-event': alert,
};

/** The least that an event of this type needs. Undefined where nothing of it is read. */
export const compactEvent = (eventType: string): CompactEvent | undefined =>
  Object.hasOwn(all, eventType) ? { eventType, ...(all[eventType] as Resource) } : undefined;

/** Event types that say what has changed. */
export const compactTypes: readonly string[] = Object.keys(all);
