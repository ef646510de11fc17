import type { Step } from '../kinds/item-selection.ts';
import { at, branchIn, type Fact, guidIn, nameIn, numberIn, objectIdIn } from './facts.ts';
import type { NamedStep, Place } from './types.ts';

/** What of an event the table reads. */
export interface EventFacts {
  resource: Fact;
  /** `resourceContainers.project.id`; events of releases have none. */
  project: string | undefined;
}

/** Undefined where the event does not say what it is of. */
export type PlacesOf = (event: EventFacts) => Place[] | undefined;

type AnyStep = Step | NamedStep;

/** By its name where the event has no id of it, as Microsoft's samples of releases. */
const projectOf = ({ resource, project }: EventFacts): AnyStep | undefined => {
  const id = guidIn(at(resource, 'project', 'id')) ?? project;
  const name = nameIn(at(resource, 'project', 'name'));
  return projectStep(id) ?? (name ? { list: 'projects', name } : undefined);
};

const projectStep = (id: string | undefined): AnyStep | undefined =>
  id === undefined ? undefined : { list: 'projects', id };

/** Places in a project, where all that they need is known. */
const within = (project: AnyStep | undefined, ...places: (AnyStep | undefined)[][]): Place[] | undefined => {
  if (!project) return undefined;
  const known = places.filter((steps): steps is AnyStep[] => steps.every((step) => step !== undefined));
  return known.map((steps) => ({ steps: [project, ...steps] }));
};

const step = (list: string, id: string | number | undefined, by?: string): Step | undefined =>
  id === undefined ? undefined : { list, id, ...(by && { by }) };

const repositoryIn = (resource: Fact) => ({
  id: guidIn(at(resource, 'repository', 'id')),
  project: guidIn(at(resource, 'repository', 'project', 'id')),
});

/** The repository with its size and default branch, the branches that moved, and what changed on each. */
const push: PlacesOf = (event) => {
  const { id, project = event.project } = repositoryIn(event.resource);
  const updates = at(event.resource, 'refUpdates');
  if (!id || !project || !Array.isArray(updates)) return undefined;
  const repository: Step[] = [
    { list: 'projects', id: project },
    { list: 'repositories', id },
  ];
  const wiki: Step[] = [
    { list: 'projects', id: project },
    { list: 'wikis', id, by: 'repository' },
  ];
  const moved = updates.slice(0, MOST_REFS).flatMap((update): Place[] => {
    const ref = branchIn(at(update, 'name'));
    const [from, to] = [objectIdIn(at(update, 'oldObjectId')), objectIdIn(at(update, 'newObjectId'))];
    if (!ref) return [];
    return [
      { steps: [...repository, { list: 'branches', id: ref }] },
      // Without both ends nothing tells what changed between: all of the repository is read.
      ...(from && to ? [{ steps: repository, range: { ref, from, to } }] : [{ steps: repository }]),
    ];
  });
  if (updates.length > MOST_REFS) moved.push({ steps: repository });
  return [{ steps: repository, alone: true }, { steps: wiki }, ...moved];
};

/** Branches of one push that are looked at singly. */
const MOST_REFS = 100;

const pullRequestIn = (resource: Fact, project: string | undefined): Place[] | undefined => {
  const repository = repositoryIn(resource);
  const number = numberIn(at(resource, 'pullRequestId'));
  if (!repository.id || number === undefined) return undefined;
  return within(projectStep(repository.project ?? project), [
    { list: 'repositories', id: repository.id },
    { list: 'pull requests', id: number },
  ]);
};

const pullRequest: PlacesOf = ({ resource, project }) => pullRequestIn(resource, project);
const pullRequestComment: PlacesOf = ({ resource, project }) =>
  pullRequestIn(at(resource, 'pullRequest'), project);

/** With all that is below it, which carries its name. */
const repository: PlacesOf = (event) => {
  const { id, project } = repositoryIn(event.resource);
  return id ? within(projectStep(project) ?? projectOf(event), [{ list: 'repositories', id }]) : undefined;
};

const repositoryDeleted: PlacesOf = (event) => {
  const id = guidIn(at(event.resource, 'repositoryId'));
  return id ? within(projectOf(event), [{ list: 'repositories', id }]) : repository(event);
};

/** A run of a pipeline has the number of its build, and the pipeline that of the definition. */
const run = (
  project: AnyStep | undefined,
  build: number | undefined,
  pipeline: number | undefined,
): Place[] | undefined =>
  build === undefined
    ? undefined
    : within(
        project,
        [{ list: 'builds', id: build }],
        [step('pipelines', pipeline), { list: 'pipeline runs', id: build }],
        [{ list: 'test runs', id: build, by: 'build' }],
      );

const build: PlacesOf = (event) =>
  run(projectOf(event), numberIn(at(event.resource, 'id')), numberIn(at(event.resource, 'definition', 'id')));

/** Of the run, whatever stage or job it is about: a stage that is run again has another id. */
const pipelineRun: PlacesOf = (event) => {
  const { resource } = event;
  return run(
    projectStep(guidIn(at(resource, 'projectId'))) ?? projectOf(event),
    numberIn(at(resource, 'run', 'id')),
    numberIn(at(resource, 'pipeline', 'id')) ?? numberIn(at(resource, 'run', 'pipeline', 'id')),
  );
};

/** The release, its deployments, and the definition that it is of. */
const release: PlacesOf = (event) => {
  const { resource } = event;
  const from = [['release'], ['deployment', 'release'], ['environment', 'release'], ['approval', 'release']];
  const id =
    first(from.map((names) => numberIn(at(resource, ...names, 'id')))) ??
    numberIn(at(resource, 'environment', 'releaseId'));
  const definition = first([
    ...from.map((names) => numberIn(at(resource, ...names, 'releaseDefinition', 'id'))),
    numberIn(at(resource, 'deployment', 'releaseDefinition', 'id')),
    numberIn(at(resource, 'environment', 'releaseDefinition', 'id')),
  ]);
  if (id === undefined) return undefined;
  return within(
    projectOf(event),
    [{ list: 'releases', id }],
    [{ list: 'release deployments', id, by: 'release' }],
    [step('release definitions', definition)],
  );
};

const first = <T>(values: readonly (T | undefined)[]): T | undefined =>
  values.find((value) => value !== undefined);

const workItemAt = (event: EventFacts, id: number | undefined): Place[] | undefined =>
  id === undefined ? undefined : within(projectStep(event.project), [{ list: 'work items', id }]);

const workItem: PlacesOf = (event) => workItemAt(event, numberIn(at(event.resource, 'id')));

/**
 * Its `id` is that of the update, not of the work item. The portal's samples have 0 for `workItemId`, and the number in
 * the address or in the revision.
 */
const workItemUpdated: PlacesOf = (event) => {
  const { resource } = event;
  const url = at(resource, 'url');
  const inUrl =
    typeof url === 'string' ? /\/workItems\/(\d{1,15})\/updates\//i.exec(url.slice(0, 2048)) : null;
  const id = first([
    numberIn(at(resource, 'workItemId')),
    numberIn(inUrl?.[1]),
    numberIn(at(resource, 'revision', 'id')),
  ]);
  const places = workItemAt(event, id);
  const left = nameIn(at(resource, 'fields', 'System.TeamProject', 'oldValue'));
  if (!places || id === undefined || !left) return places;
  // It was moved: what the mapping made of it may carry the project that it has left.
  const steps: AnyStep[] = [
    { list: 'projects', name: left },
    { list: 'work items', id },
  ];
  return [...places, { steps }];
};

/** Whether the service sends the repository's id is not known; the address has the name at the least. */
const alert: PlacesOf = (event) => {
  const { resource } = event;
  const number = numberIn(at(resource, 'alertId'));
  const url = at(resource, 'repositoryUrl');
  const inUrl = typeof url === 'string' ? /\/_git\/([^/?#]{1,768})/.exec(url.slice(0, 4096)) : null;
  const id = guidIn(at(resource, 'repositoryId')) ?? guidIn(inUrl?.[1]);
  const name = nameIn(decoded(inUrl?.[1]));
  if (number === undefined || (!id && !name)) return undefined;
  const where: AnyStep = id ? { list: 'repositories', id } : { list: 'repositories', name: name ?? '' };
  return within(projectOf(event), [where, { list: 'alerts', id: number }]);
};

const decoded = (text: string | undefined): string | undefined => {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Of what no kind shows. A check's configuration is no pipeline, though its number may be that of one. */
const nothing: PlacesOf = () => [];

/**
 * Event types of Azure DevOps, with the places that each is about. Sources: Microsoft's page of events, and the types
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
