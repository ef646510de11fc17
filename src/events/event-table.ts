import {
  alert,
  pullRequest,
  pullRequestComment,
  push,
  repository,
  repositoryDeleted,
} from './places/code.ts';
import type { PlacesOf } from './places/places-of.ts';
import { build, pipelineRun, release } from './places/runs.ts';
import { workItem, workItemUpdated } from './places/work-items.ts';

/**
 * No places: no kind shows such items. A check's configuration is no pipeline, though it may have the number of one.
 */
const nothing: PlacesOf = () => [];

/**
 * Event types of Azure DevOps, each with the places that it is about. Sources: Microsoft's page of events, and the types
 * that a Server 2022 lists.
 */
export const eventTable: ReadonlyMap<string, PlacesOf> = new Map(
  Object.entries({
    'git.push': push,
    'git.pullrequest.created': pullRequest,
    'git.pullrequest.updated': pullRequest,
    'git.pullrequest.merged': pullRequest,
    'ms.vss-code.git-pullrequest-comment-event': pullRequestComment,
    'git.repo.created': repository,
    'git.repo.forked': repository,
    'git.repo.renamed': repository,
    'git.repo.undeleted': repository,
    'git.repo.statuschanged': repository,
    'git.repo.deleted': repositoryDeleted,
    'build.complete': build,
    'ms.vss-pipelines.run-state-changed-event': pipelineRun,
    'ms.vss-pipelines.stage-state-changed-event': pipelineRun,
    'ms.vss-pipelines.job-state-changed-event': pipelineRun,
    'ms.vss-pipelinechecks-events.approval-pending': pipelineRun,
    'ms.vss-pipelinechecks-events.approval-completed': pipelineRun,
    'ms.vss-release.release-created-event': release,
    'ms.vss-release.release-abandoned-event': release,
    'ms.vss-release.deployment-started-event': release,
    'ms.vss-release.deployment-completed-event': release,
    'ms.vss-release.deployment-approval-pending-event': release,
    'ms.vss-release.deployment-approval-completed-event': release,
    'ms.vss-release.deployment-mi-pending-event': release,
    'workitem.created': workItem,
    'workitem.commented': workItem,
    'workitem.deleted': workItem,
    'workitem.restored': workItem,
    'workitem.updated': workItemUpdated,
    'ms.vss-alerts.alert-created-event': alert,
    'ms.vss-alerts.alert-state-changed-event': alert,
    'ms.vss-alerts.alert-updated-event': alert,
    'ms.vss-pipelinechecks-events.check-updated-event': nothing,
    'ms.vss-endpoint.endpoint-created': nothing,
    'ms.vss-endpoint.endpoint-updated': nothing,
    'ms.vss-code.codereview-created-event': nothing,
    'ms.vss-code.codereview-updated-event': nothing,
    'ms.vss-code.codereview-iteration-changed-event': nothing,
    'elasticagentpool.resized': nothing,
    'git.branch.download': nothing,
    'git.clone': nothing,
    'git.fetch': nothing,
    'message.posted': nothing,
    'tfvc.checkin': nothing,
  }),
);
