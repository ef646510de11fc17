import { path } from '../../azure-devops/path.ts';
import { aFlag, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { ProjectNode, Repository, RepositoryNode } from '../parents.ts';
import { inParts } from '../support/pages.ts';
import type { ReadContext, Source } from '../types.ts';
import { projects } from './projects.ts';

/** The service gives all of them at once, thousands in some projects; files are kept as long as their part is. */
const PART = 100;

const USED = {
  name: aText,
  defaultBranch: orNone(aText),
  isDisabled: orNone(aFlag),
  project: orNone(anObject({ state: orNone(aText) })),
};

/** A project's repositories, disabled ones too. */
export const repositoriesOf = (list: Source, key: string): Source<Repository, ProjectNode> => ({
  key,
  under: list,
  scope: 'Code (read)',
  async *read(project, context) {
    const pages = context.devops.pages<Repository>(
      {
        path: path`${project.item.id}/_apis/git/repositories`,
        key: { id: aText },
        has: USED,
        what: `the repositories of project "${project.item.name}"`,
      },
      { style: 'single' },
    );
    const enabled = await enabledIn(project, context);
    for await (const page of pages) {
      enabled.count += page.items.filter(isUsable).length;
      yield* inParts(PART, [page]);
    }
  },
});

export const repositories = repositoriesOf(projects, 'repositories');

/** The enabled repositories of a project, as far as its list has come: all of them, since it is one answer. */
export const enabledIn = (project: ProjectNode, context: ReadContext): Promise<{ count: number }> =>
  context.once(project, 'enabled repositories', async () => ({ count: 0 }));

const UNUSABLE = ['deleted', 'deleting', 'new', 'createPending'];

const isUsable = ({ isDisabled, project }: Repository): boolean =>
  !isDisabled && !UNUSABLE.includes(project?.state ?? '');

/** Disabled repositories, and those of projects that come or go, answer nothing but errors. */
export const isEnabled = ({ item }: RepositoryNode): boolean => isUsable(item);
