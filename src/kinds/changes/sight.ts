import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { pageOf } from '../support/pages.ts';
import type { Source } from '../types.ts';

/** Kinds that are read of each repository. */
const OF_REPOSITORIES = ['repository', 'branch', 'file', 'folder', 'advanced-security-alert'];

/**
 * Where changes are looked for: the ids of the projects that are read, and of the repositories that are disabled. What
 * comes into sight without being new (a project gets another tag, a repository is enabled) is older than any cursor, and
 * no list of changes tells of it.
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
