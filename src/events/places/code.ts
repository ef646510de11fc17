import type { Step } from '../../kinds/item-selection.ts';
import { at, branchIn, type Fact, guidIn, nameIn, numberIn, objectIdIn } from '../facts.ts';
import type { Place } from '../types.ts';
import { type AnyStep, type PlacesOf, projectOf, projectStep, within } from './places-of.ts';

const repositoryIn = (resource: Fact) => ({
  id: guidIn(at(resource, 'repository', 'id')),
  project: guidIn(at(resource, 'repository', 'project', 'id')),
});

/** A push: the repository itself, the branches that moved, and what changed on each. */
export const push: PlacesOf = (event) => {
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
      // The whole repository is read where an end is missing: nothing else tells what changed.
      ...(from && to ? [{ steps: repository, range: { ref, from, to } }] : [{ steps: repository }]),
    ];
  });
  if (updates.length > MOST_REFS) moved.push({ steps: repository });
  return [{ steps: repository, alone: true }, { steps: wiki }, ...moved];
};

/** Most branches of one push that are looked at singly. */
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

export const pullRequest: PlacesOf = ({ resource, project }) => pullRequestIn(resource, project);
export const pullRequestComment: PlacesOf = ({ resource, project }) =>
  pullRequestIn(at(resource, 'pullRequest'), project);

/** A repository with all that is below it, which carries its name. */
export const repository: PlacesOf = (event) => {
  const { id, project } = repositoryIn(event.resource);
  return id ? within(projectStep(project) ?? projectOf(event), [{ list: 'repositories', id }]) : undefined;
};

export const repositoryDeleted: PlacesOf = (event) => {
  const id = guidIn(at(event.resource, 'repositoryId'));
  return id ? within(projectOf(event), [{ list: 'repositories', id }]) : repository(event);
};

/** An alert. Nobody knows whether the service sends the repository's id. Its address has at least the name. */
export const alert: PlacesOf = (event) => {
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
