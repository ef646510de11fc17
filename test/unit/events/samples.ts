/**
 * Events as Microsoft's page of service hooks shows them, with the members that name things. Ids are those of the page:
 * the project in the containers is another one than the repository's there, and those of releases have none.
 */
const containers = {
  collection: { id: 'c12d0eb8-e382-443b-9f9c-c52cba5014c2' },
  account: { id: 'f844ec47-a9db-4511-8281-8b63f4eaf94e' },
  project: { id: 'be9b3917-87e6-42a4-a549-2bc06a7a878f' },
};
const { project: _, ...withoutProject } = containers;
const none = '00000000-0000-0000-0000-000000000000';

export const ids = {
  project: containers.project.id,
  repositoryProject: '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c',
  pushed: '278d5cd2-584d-4b63-824a-2ba458937249',
  repository: '4bc14d40-c903-45e2-872e-0462c7748079',
};

const event = (eventType: string, resource: object, resourceContainers: object = containers) => ({
  id: '03c164c2-8912-4d5e-8009-3707d5f83734',
  eventType,
  publisherId: 'tfs',
  message: { text: 'Jamal Hartnett did something.' },
  resource,
  resourceVersion: '1.0',
  resourceContainers,
  createdDate: '2016-09-19T13:03:27.0379153Z',
});

const repositoryProject = { id: ids.repositoryProject, name: 'Fabrikam', state: 'wellFormed' };
const pullRequest = {
  repository: { id: ids.repository, name: 'Fabrikam', project: repositoryProject },
  pullRequestId: 1,
  status: 'active',
  title: 'my first pull request',
};
const repository = {
  repository: { id: ids.repository, name: 'Fabrikam', project: repositoryProject },
  utcTimestamp: '2022-12-12T12:34:56Z',
};
const run = { pipeline: { id: 11, name: 'TEST-CI' }, state: 'completed', id: 12, name: '12' };
const pipeline = { id: 11, revision: 1, name: 'TEST-CI' };
const release = {
  release: {
    id: 4,
    name: 'Release-1',
    environments: [{ id: 5, release: { id: 5 } }],
    releaseDefinition: { id: 1 },
  },
  project: { id: none, name: 'Fabrikam' },
};
const approvalOfRelease = {
  approval: { id: 0, release: { id: 1 }, releaseDefinition: { id: 1 } },
  ...release,
};
const environment = { id: 5, releaseId: 0, name: 'Dev', release: { id: 5, name: 'Release-5' } };
const approval = { approval: { id: none }, projectId: none, pipeline: null, stage: null, run: null };
const workItem = {
  id: 5,
  rev: 1,
  fields: { 'System.TeamProject': 'FabrikamCloud', 'System.Title': 'Some great new idea!' },
};
const alert = {
  alertId: 7,
  repositoryUrl: 'https://dev.azure.com/fabrikam/Fabrikam/_git/Fabrikam%20Web',
  gitRef: 'refs/heads/main',
  severity: 'high',
};

export const samples = {
  'build.complete': event('build.complete', {
    id: 2,
    status: 'succeeded',
    buildNumber: 'ConsumerAddressModule_20150407.1',
    definition: { definitionType: 'xaml', id: 3, name: 'ConsumerAddressModule' },
  }),
  'git.push': event('git.push', {
    commits: [
      { commitId: '33b55f7cb7e7e245323987634f960cf4a6e6bc74', comment: 'Fixed bug in web.config file' },
    ],
    refUpdates: [
      {
        name: 'refs/heads/master',
        oldObjectId: 'aad331d8d3b131fa9ae03cf5e53965b51942618a',
        newObjectId: '33b55f7cb7e7e245323987634f960cf4a6e6bc74',
      },
    ],
    repository: { id: ids.pushed, name: 'Fabrikam-Fiber-Git', project: repositoryProject },
    pushId: 14,
  }),
  'git.pullrequest.created': event('git.pullrequest.created', pullRequest),
  'git.pullrequest.updated': event('git.pullrequest.updated', pullRequest),
  'git.pullrequest.merged': event('git.pullrequest.merged', pullRequest),
  'ms.vss-code.git-pullrequest-comment-event': event('ms.vss-code.git-pullrequest-comment-event', {
    comment: { id: 2, content: 'a comment' },
    pullRequest,
  }),
  'git.repo.created': event('git.repo.created', repository),
  'git.repo.forked': event('git.repo.forked', repository),
  'git.repo.renamed': event('git.repo.renamed', { ...repository, oldName: 'Old', newName: 'Fabrikam' }),
  'git.repo.undeleted': event('git.repo.undeleted', repository),
  'git.repo.statuschanged': event('git.repo.statuschanged', { ...repository, disabled: true }),
  'git.repo.deleted': event('git.repo.deleted', {
    project: repositoryProject,
    repositoryId: ids.repository,
    repositoryName: 'Fabrikam',
    isHardDelete: false,
  }),
  'ms.vss-pipelines.run-state-changed-event': event('ms.vss-pipelines.run-state-changed-event', {
    run,
    pipeline,
  }),
  'ms.vss-pipelines.stage-state-changed-event': event('ms.vss-pipelines.stage-state-changed-event', {
    stage: { id: none, name: '__default', state: 'completed' },
    run,
    pipeline,
  }),
  'ms.vss-pipelines.job-state-changed-event': event('ms.vss-pipelines.job-state-changed-event', {
    job: { id: none, name: '__default' },
    stage: { id: none, name: '__default' },
    run,
    pipeline,
  }),
  'ms.vss-pipelinechecks-events.approval-pending': event(
    'ms.vss-pipelinechecks-events.approval-pending',
    approval,
  ),
  'ms.vss-pipelinechecks-events.approval-completed': event(
    'ms.vss-pipelinechecks-events.approval-completed',
    approval,
  ),
  'ms.vss-release.release-created-event': event(
    'ms.vss-release.release-created-event',
    release,
    withoutProject,
  ),
  'ms.vss-release.release-abandoned-event': event(
    'ms.vss-release.release-abandoned-event',
    release,
    withoutProject,
  ),
  'ms.vss-release.deployment-approval-pending-event': event(
    'ms.vss-release.deployment-approval-pending-event',
    approvalOfRelease,
    withoutProject,
  ),
  'ms.vss-release.deployment-approval-completed-event': event(
    'ms.vss-release.deployment-approval-completed-event',
    approvalOfRelease,
    withoutProject,
  ),
  'ms.vss-release.deployment-completed-event': event(
    'ms.vss-release.deployment-completed-event',
    { environment, project: { id: none, name: 'Fabrikam' } },
    withoutProject,
  ),
  'ms.vss-release.deployment-started-event': event('ms.vss-release.deployment-started-event', {
    environment,
    release: { id: 0, name: null, releaseDefinition: { id: 1, name: 'Fabrikam.CD' } },
    project: { id: none, name: 'Fabrikam' },
  }),
  'tfvc.checkin': event('tfvc.checkin', { changesetId: 18 }, withoutProject),
  'workitem.created': event('workitem.created', workItem),
  'workitem.commented': event('workitem.commented', workItem),
  'workitem.deleted': event('workitem.deleted', workItem),
  'workitem.restored': event('workitem.restored', workItem),
  'workitem.updated': event('workitem.updated', {
    id: 2,
    workItemId: 0,
    rev: 2,
    fields: { 'System.State': { oldValue: 'New', newValue: 'Approved' } },
    url: 'https://dev.azure.com/fabrikam-fiber-inc/DefaultCollection/_apis/wit/workItems/5/updates/2',
    revision: { id: 5, rev: 2, fields: { 'System.TeamProject': 'FabrikamCloud' } },
  }),
  'ms.vss-alerts.alert-created-event': event('ms.vss-alerts.alert-created-event', alert),
  'ms.vss-alerts.alert-state-changed-event': event('ms.vss-alerts.alert-state-changed-event', alert),
  'ms.vss-alerts.alert-updated-event': event('ms.vss-alerts.alert-updated-event', alert),
} as const;
