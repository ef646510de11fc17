import { path } from '../azure-devops/path.ts';
import { aNumber } from '../azure-devops/shape.ts';
import type { RepositoryNode } from './parents.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { count, keyOf, type OptionsOf } from './support/options.ts';
import { first, pageSize, since } from './support/windows.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = { minTimeInDays: count(7), maxResults: count(100) };
type Options = OptionsOf<typeof options>;

export const pullRequest = defineKind<Options, Node<RawItem>>({
  name: 'pull-request',
  summary: 'A pull request: all active ones, and the abandoned and completed ones of the last days.',
  scope: 'Code (read)',
  options,
  docs: {
    requests:
      'three per enabled repository, and one more for each status that it has some of; more where it has over 400 active ones',
    fields: {},
    options: {
      minTimeInDays: 'How many days ago a pull request may have been abandoned or completed.',
      maxResults: 'The most abandoned ones, and the most completed ones, of a repository.',
    },
  },
  under: { repositories: ['repository.id'], projects: ['repository.project.id'] },
  source: (window) => [active, closed(window)],
});

/** About 4 KB a pull request. */
const PAGE = 400;

const active: Source<RawItem, RepositoryNode> = {
  key: 'active pull requests',
  under: repositories,
  applies: isEnabled,
  read: (repository, context) => withStatus('active', repository, context, PAGE),
};

/** A pull request that is closed while the lists are read stands in both: the closed one counts. */
const AFTER_ACTIVE = 2 ** 11;

const closed = (window: Options): Source<RawItem, RepositoryNode> => ({
  key: keyOf('closed pull requests', window),
  under: repositories,
  position: AFTER_ACTIVE,
  applies: isEnabled,
  async *read(repository, context) {
    for (const status of ['abandoned', 'completed']) {
      yield* first(
        window,
        withStatus(status, repository, context, pageSize(window, PAGE), {
          'searchCriteria.queryTimeRangeType': 'closed',
          'searchCriteria.minTime': since(window, context),
        }),
      );
    }
  },
});

const withStatus = (
  status: string,
  { item, parent }: RepositoryNode,
  { devops }: ReadContext,
  size: number,
  criteria: Record<string, string | undefined> = {},
) =>
  devops.pages<RawItem>(
    {
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pullrequests`,
      query: { 'searchCriteria.status': status, ...criteria },
      key: { pullRequestId: aNumber },
      what: `the ${status} pull requests of repository "${item.name}"`,
    },
    { style: 'skip', size },
  );
