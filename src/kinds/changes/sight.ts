import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { pageOf } from '../support/pages.ts';
import type { Source } from '../types.ts';

/** Kinds whose items hang under repositories. */
const OF_REPOSITORIES = ['repository', 'branch', 'file', 'folder', 'advanced-security-alert'];

/**
 * Lists of what is in sight: ids of the projects that are read, and of the repositories that are disabled. Old items may
 * come into sight (a project loses an excluded tag, a repository is enabled). No feed tells of them, as they are older
 * than its cursor.
 */
export const sightOf = (kinds: ReadonlySet<string>): readonly Source[] => [
  {
    key: 'projects in sight',
    under: projects,
    scope: 'Project and Team (read)',
    async *read({ item }: ProjectNode) {
      yield pageOf([{ id: item.id }]);
    },
  },
  ...(OF_REPOSITORIES.some((kind) => kinds.has(kind))
    ? [
        {
          key: 'repositories out of sight',
          under: repositories,
          scope: 'Code (read)',
          async *read(repository: RepositoryNode) {
            yield pageOf(isEnabled(repository) ? [] : [{ id: repository.item.id }]);
          },
        } as Source,
      ]
    : []),
];
