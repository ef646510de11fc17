import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { pullRequestsOfProject } from '../sources/pull-requests.ts';
import { type Changed, type ChangeFeed, changesIn, inProject } from './feed.ts';

interface Listed {
  pullRequestId: number;
  repository: { id: string };
}

/** Closed pull requests, and the active ones whose listed item has changed: the service tells no time of change. */
export const pullRequestChanges: ChangeFeed = {
  name: 'pull requests',
  cursor: 'pull-request',
  kinds: ['pull-request'],
  stands: true,
  source: ({ since }) => ({
    key: 'changed pull requests',
    under: projects,
    scope: 'Code (read)',
    async *read(project: ProjectNode, context) {
      yield* changesIn(pullRequestsOfProject(project, { status: 'active' }, context), (item) => [
        { ...pathOf(project, item), standing: JSON.stringify(item) },
      ]);
      const closed = { status: 'all', closedSince: since.toISOString() } as const;
      yield* changesIn(pullRequestsOfProject(project, closed, context), (item) => [pathOf(project, item)]);
    },
  }),
};

const pathOf = (project: ProjectNode, { pullRequestId: id, repository }: Listed): Changed =>
  inProject(project, { list: 'repositories', id: repository.id }, { list: 'pull requests', id });
