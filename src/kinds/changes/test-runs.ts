import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import { updatedSince } from '../sources/test-runs.ts';
import { type ChangeFeed, changesIn, inProject } from './feed.ts';

/** Updated test runs, in queries of seven days. */
export const testRunChanges: ChangeFeed = {
  name: 'test runs',
  cursor: 'build',
  kinds: ['test-run'],
  source: ({ since }) => ({
    key: 'changed test runs',
    under: projects,
    scope: 'Test Management (read)',
    read: (project: ProjectNode, context) =>
      changesIn(updatedSince(since, project, context), ({ id }) => [
        inProject(project, { list: 'test runs', id }),
      ]),
  }),
};
