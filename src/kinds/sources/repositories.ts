import { path } from '../../azure-devops/path.ts';
import { aFlag, anObject, aRef, aText, orAbsent, orNone } from '../../azure-devops/shape.ts';
import type { Page } from '../../azure-devops/types.ts';
import type { ProjectNode, Repository, RepositoryNode } from '../parents.ts';
import { ownIds } from '../support/chosen.ts';
import { heldPages } from '../support/held-pages.ts';
import { ofProject } from '../support/of-project.ts';
import { collect, inParts, pageOf } from '../support/pages.ts';
import { orNoProof } from '../support/proof.ts';
import type { WideList } from '../support/wide-list.ts';
import { inOtherList, isOfAll } from '../support/wide-list-doubts.ts';
import { AbsentItem, type DoubtfulList, type ReadContext, type Source } from '../types.ts';
import { projects } from './projects.ts';

/**
 * Repositories handed on at a time. The service lists thousands at once, and files are kept as long as their part is.
 */
const PART = 100;

const USED = {
  name: aText,
  defaultBranch: orAbsent(aRef),
  isDisabled: orNone(aFlag),
  project: anObject({ id: aText, state: orNone(aText) }),
};

const ofAll: WideList<Repository> = {
  key: 'all repositories',
  projectOf: ({ project }) => project?.id,
  ofAll: ({ devops }) =>
    devops.pages<Repository>(
      {
        path: path`_apis/git/repositories`,
        key: { id: aText },
        has: USED,
        whole: false,
        what: 'the repositories of all projects',
      },
      { style: 'single' },
    ),
  ofOne: (project, { devops }) =>
    devops.pages<Repository>(
      {
        path: path`${project.item.id}/_apis/git/repositories`,
        key: { id: aText },
        has: USED,
        what: `the repositories of project "${project.item.name}"`,
      },
      { style: 'single' },
    ),
  ofOneOnce: (project, context) => listedIn(project, context),
};

/** A project's own list, read once for all who look into it under one name. */
function listedIn(
  project: ProjectNode,
  context: ReadContext,
  name = 'listed repositories',
): Promise<readonly Page<Repository>[]> {
  const read = () => collect(ofAll.ofOne(project, context));
  return context.once(project, name, async () => [pageOf(await read())]);
}

/** A project's repositories, disabled ones included. */
export const repositoriesOf = (
  list: Source,
  key: string,
  pagesOf = ofAll.ofOne,
): Source<Repository, ProjectNode> => ({
  key,
  under: list,
  scope: 'Code (read)',
  showsNothing: (repository) => !isUsable(repository),
  async *read(project, context) {
    const enabled = await enabledIn(project, context);
    for await (const page of pagesOf(project, context)) {
      enabled.count += page.items.filter(isUsable).length;
      for (const one of page.items)
        if (!isUsable(one) || !one.defaultBranch) context.doubtful(toldOtherwise(one, project, context));
      yield* inParts(PART, [page]);
    }
  },
  readChosen(project, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenRepositories(ids, project, context);
  },
});

export const repositories = repositoriesOf(projects, 'repositories', (project, context) =>
  ofProject(ofAll, project, context),
);

async function* chosenRepositories(ids: readonly string[], project: ProjectNode, context: ReadContext) {
  const left = new Set(ids.map((id) => id.toLowerCase()));
  for await (const page of ofAll.ofOne(project, context))
    yield page.filter(({ id }) => left.delete(id.toLowerCase()));
  for (const list of DELETED) {
    if (left.size === 0) return;
    yield pageOf(
      (await deletedIn(list, project.item, context))
        .filter(({ id }) => left.delete(id.toLowerCase()))
        .map(({ id, name, project }) => new AbsentItem({ id, name, project }, 'deleted')),
    );
  }
  yield pageOf([...left].map((id) => new AbsentItem({ id }, 'unknown')));
}

type DeletedRepository = Pick<Repository, 'id' | 'name' | 'project'> & { deletedDate?: string };

/** The lists of a project that name repositories which are deleted. */
export const DELETED = ['recycleBin/repositories', 'deletedrepositories'] as const;

/** Deleted repositories that the service keeps, under the ids that they had. None where the credential may not ask. */
export async function deletedIn(
  list: (typeof DELETED)[number],
  project: { id: string; name?: string },
  { devops }: Pick<ReadContext, 'devops'>,
): Promise<DeletedRepository[]> {
  const pages = devops.pages<DeletedRepository>(
    {
      path:
        list === 'deletedrepositories'
          ? path`${project.id}/_apis/git/deletedrepositories`
          : path`${project.id}/_apis/git/recycleBin/repositories`,
      key: { id: aText },
      what: `the deleted repositories of project "${project.name ?? project.id}"`,
    },
    { style: 'single' },
  );
  const listed = (await orNoProof(collect(pages))) ?? [];
  return listed.filter(({ deletedDate }) => typeof deletedDate === 'string');
}

/** The number of enabled repositories of a project. It is known once the list has come, which is one answer. */
export const enabledIn = (project: ProjectNode, context: ReadContext): Promise<{ count: number }> =>
  context.once(project, 'enabled repositories', async () => ({ count: 0 }));

const UNUSABLE = ['deleted', 'deleting', 'new', 'createPending'];

const isUnusable = (project: { state?: string } | undefined): boolean =>
  UNUSABLE.includes(project?.state ?? '');

const isUsable = ({ isDisabled, project }: Repository): boolean => !isDisabled && !isUnusable(project);

/**
 * The question about a repository of which its list tells that nothing, or no file, is shown. What another list of the
 * run tells otherwise is a doubt about all that is its own. The state of a project is known from the list of projects.
 */
function toldOtherwise(repository: Repository, project: ProjectNode, context: ReadContext): DoubtfulList {
  const { id, name } = repository;
  const of = { list: 'repositories', id };
  if (isUnusable(repository.project) && !isUnusable(project.item))
    return {
      of,
      what: `repository "${name}" tells another state of its project than the list of projects`,
    };
  return {
    of,
    what: `the list of all repositories and that of project "${project.item.name}" do not tell the same of repository "${name}"`,
    async isWhole() {
      const other = await inOtherList(ofAll, repository, project, context);
      if (!other) return true;
      const isShown = !isUsable(repository) && isUsable(other);
      return !isShown && (Boolean(repository.defaultBranch) || !other.defaultBranch);
    },
  };
}

/**
 * Whether a list names a repository of a project as one of which nothing is shown: as disabled, or as deleted. The list
 * of the run may be of before that: the project's own is asked for once more where that one says otherwise.
 */
export async function isListedAsUnusable(
  id: string,
  project: ProjectNode,
  context: ReadContext,
): Promise<boolean> {
  const isIt = (one: { id: string }) => one.id.toLowerCase() === id.toLowerCase();
  const findIn = (pages: readonly Page<Repository>[]) => pages.flatMap(({ items }) => items.filter(isIt))[0];
  let listed = findIn(await listedOf(project, context));
  if (listed && isUsable(listed)) listed = findIn(await listedIn(project, context, 'repositories once more'));
  if (listed) return !isUsable(listed);
  for (const list of DELETED) {
    const deleted = await context.once(project, list, () => deletedIn(list, project.item, context));
    if (deleted.some(isIt)) return true;
  }
  return false;
}

/** The repositories of all projects in one list, which a full run has as a rule, or else the project's own. */
async function listedOf(project: ProjectNode, context: ReadContext): Promise<readonly Page<Repository>[]> {
  if (isOfAll(context)) {
    const { pages, rest } = await heldPages(ofAll, project.parent, context);
    if (!rest) return pages;
  }
  return listedIn(project, context);
}

/** Whether a repository can be read. Disabled ones, and those of projects that come or go, answer with errors only. */
export const isEnabled = ({ item }: RepositoryNode): boolean => isUsable(item);
