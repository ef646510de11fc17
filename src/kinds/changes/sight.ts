import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { type WikiNode, wikis } from '../sources/wikis.ts';
import { pageOf } from '../support/pages.ts';
import type { Source } from '../types.ts';

/** Kinds whose items hang under repositories. */
const OF_REPOSITORIES = ['repository', 'branch', 'file', 'folder', 'advanced-security-alert'];

/** A resource of the mapping, as far as it says what it reads. */
interface Mapped {
  kind: string;
  options: Readonly<Record<string, unknown>>;
}

/**
 * Lists of what is in sight: ids of the projects that are read, and of the repositories that are disabled. Old items may
 * come into sight (a project loses an excluded tag, a repository is enabled). No feed tells of them, as they are older
 * than its cursor. Where nothing else hangs under repositories, the wikis tell it of theirs.
 */
export function sightOf(mapped: readonly Mapped[]): readonly Source[] {
  const ofRepositories = mapped.some(({ kind }) => OF_REPOSITORIES.includes(kind));
  const pages = mapped.find(({ kind, options }) => kind === 'wiki' && options.includeContent === true);
  return [projectsInSight, ...(ofRepositories ? [repositoriesOutOfSight] : pages ? [wikisOf(pages)] : [])];
}

const projectsInSight: Source = {
  key: 'projects in sight',
  under: projects,
  scope: 'Project and Team (read)',
  async *read({ item }: ProjectNode) {
    yield pageOf([{ id: item.id }]);
  },
};

const repositoriesOutOfSight: Source = {
  key: 'repositories out of sight',
  under: repositories,
  scope: 'Code (read)',
  async *read(repository: RepositoryNode) {
    yield pageOf(isEnabled(repository) ? [] : [{ id: repository.item.id }]);
  },
};

const wikisOf = ({ options }: Mapped): Source => ({
  key: 'wikis out of sight',
  under: wikis(options),
  scope: 'Wiki (read)',
  async *read({ item: { id, isDisabled } }: WikiNode) {
    yield pageOf(isDisabled ? [{ id }] : []);
  },
});
