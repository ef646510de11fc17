import { path } from '../../azure-devops/path.ts';
import { aFlag, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { ProjectNode, Repository, RepositoryNode } from '../parents.ts';
import { inParts } from '../support/pages.ts';
import type { Source } from '../types.ts';
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
  read: (project, { devops }) =>
    inParts(
      PART,
      devops.pages<Repository>(
        {
          path: path`${project.item.id}/_apis/git/repositories`,
          key: { id: aText },
          has: USED,
          what: `the repositories of project "${project.item.name}"`,
        },
        { style: 'single' },
      ),
    ),
});

export const repositories = repositoriesOf(projects, 'repositories');

const UNUSABLE = ['deleted', 'deleting', 'new', 'createPending'];

/** Disabled repositories, and those of projects that come or go, answer nothing but errors. */
export const isEnabled = ({ item }: RepositoryNode): boolean =>
  !item.isDisabled && !UNUSABLE.includes(item.project?.state ?? '');
