import type { Area } from '../../azure-devops/types.ts';
import type { Publisher, SubscribedEvent } from './types.ts';

/** The host of a publisher's subscriptions and event types. Another host gives an empty list. */
export const areaOf: Readonly<Record<Publisher, Area>> = {
  tfs: 'core',
  pipelines: 'core',
  rm: 'release',
  advsec: 'advsec',
};

/** The repository, and the kinds below it that carry its name. */
const OF_REPOSITORY = [
  'repository',
  'branch',
  'pull-request',
  'file',
  'folder',
  'repository-policy',
  'advanced-security-alert',
];
const OF_RUN = ['build', 'pipeline-run', 'pipeline-stage', 'test-run'];
const OF_STAGE = ['pipeline-stage'];
const OF_RELEASE = ['release', 'release-definition', 'release-deployment'];
const OF_DEPLOYMENT = ['release', 'release-deployment'];

type Row = readonly [type: string, kinds: readonly string[], more?: Partial<SubscribedEvent>];

const of =
  (publisher: Publisher, usual: Partial<SubscribedEvent>) =>
  ([type, kinds, more]: Row): SubscribedEvent => ({
    publisher,
    type,
    kinds,
    details: 'all',
    ...usual,
    ...more,
  });

/**
 * Few details. A resource has its own `id`, `url`, `pullRequestId`, `workItemId` and the like then. It has no
 * repository, run or release (a third party's reading of a Server 2022). That suffices for a work item. An update of
 * one needs all: it names the project that the item has left.
 */
const FEW = { details: 'minimal' } as const;
/** Events that nobody was seen to subscribe to for an organisation. */
const OF_PROJECT = { projectOnly: true, version: '1.0-preview.1' } as const;

const tfs: readonly Row[] = [
  ['git.push', ['repository', 'branch', 'file', 'folder', 'wiki']],
  ['git.pullrequest.created', ['pull-request']],
  ['git.pullrequest.updated', ['pull-request']],
  ['git.pullrequest.merged', ['pull-request']],
  ['git.repo.created', OF_REPOSITORY, OF_PROJECT],
  ['git.repo.forked', OF_REPOSITORY, OF_PROJECT],
  ['git.repo.renamed', OF_REPOSITORY, OF_PROJECT],
  ['git.repo.deleted', OF_REPOSITORY, OF_PROJECT],
  ['git.repo.undeleted', OF_REPOSITORY, OF_PROJECT],
  ['git.repo.statuschanged', OF_REPOSITORY, OF_PROJECT],
  ['build.complete', OF_RUN],
  ['workitem.created', ['work-item'], FEW],
  ['workitem.updated', ['work-item']],
  ['workitem.commented', ['work-item'], FEW],
  ['workitem.deleted', ['work-item'], FEW],
  ['workitem.restored', ['work-item'], FEW],
];
const pipelines: readonly Row[] = [
  ['ms.vss-pipelines.run-state-changed-event', OF_RUN],
  ['ms.vss-pipelines.stage-state-changed-event', OF_STAGE],
  ['ms.vss-pipelines.job-state-changed-event', OF_STAGE],
  ['ms.vss-pipelinechecks-events.approval-pending', OF_STAGE],
  ['ms.vss-pipelinechecks-events.approval-completed', OF_STAGE],
];
const rm: readonly Row[] = [
  ['ms.vss-release.release-created-event', OF_RELEASE],
  ['ms.vss-release.release-abandoned-event', OF_RELEASE],
  ['ms.vss-release.deployment-started-event', OF_DEPLOYMENT],
  ['ms.vss-release.deployment-completed-event', OF_DEPLOYMENT],
  ['ms.vss-release.deployment-approval-pending-event', OF_DEPLOYMENT],
  ['ms.vss-release.deployment-approval-completed-event', OF_DEPLOYMENT],
  ['ms.vss-release.deployment-mi-pending-event', OF_DEPLOYMENT],
];
const advsec: readonly Row[] = [
  ['ms.vss-alerts.alert-created-event', ['advanced-security-alert']],
  ['ms.vss-alerts.alert-state-changed-event', ['advanced-security-alert']],
  ['ms.vss-alerts.alert-updated-event', ['advanced-security-alert']],
];

/**
 * Every event that tells of an item of some kind. Comments on pull requests change nothing that the kind shows, and are
 * not among them. Versions are those that clients were seen to name.
 */
export const subscribedEvents: readonly SubscribedEvent[] = [
  ...tfs.map(of('tfs', { version: '1.0' })),
  ...pipelines.map(of('pipelines', { version: '5.1-preview.1' })),
  ...rm.map(of('rm', { version: '3.0-preview.1' })),
  ...advsec.map(of('advsec', {})),
];
