import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, aText } from '../../azure-devops/shape.ts';
import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { type Changed, type ChangeFeed, changesIn, inProject } from './feed.ts';

interface ListedPullRequest extends RawItem {
  pullRequestId: number;
  repository: { id: string };
}

/** Pull requests that were closed, and the active ones that are not as they were: the service knows no time of change. */
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
      yield* changesIn(pullRequests(project, { status: 'active' }, context), (item) => [
        { ...pathOf(project, item), standing: JSON.stringify(item) },
      ]);
      const closed = { status: 'all', queryTimeRangeType: 'closed', minTime: since.toISOString() };
      yield* changesIn(pullRequests(project, closed, context), (item) => [pathOf(project, item)]);
    },
  }),
};

const pathOf = (project: ProjectNode, { pullRequestId: id, repository }: ListedPullRequest): Changed =>
  inProject(project, { list: 'repositories', id: repository.id }, { list: 'pull requests', id });

/** About 4 KB a pull request. */
const PAGE = 400;

const pullRequests = ({ item }: ProjectNode, criteria: Record<string, string>, { devops }: ReadContext) =>
  devops.pages<ListedPullRequest>(
    {
      path: path`${item.id}/_apis/git/pullrequests`,
      query: Object.fromEntries(
        Object.entries(criteria).map(([name, value]) => [`searchCriteria.${name}`, value]),
      ),
      key: { pullRequestId: aNumber },
      has: { repository: anObject({ id: aText }) },
      what: `the ${criteria.status === 'active' ? 'active' : 'closed'} pull requests of project "${item.name}"`,
    },
    { style: 'skip', size: PAGE },
  );
