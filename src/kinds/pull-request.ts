import type { Page } from '../azure-devops/types.ts';
import type { RepositoryNode } from './parents.ts';
import { chosenActive, chosenClosed } from './sources/chosen-pull-requests.ts';
import {
  type Criteria,
  PAGE,
  type PullRequest,
  pullRequestsIn,
  pullRequestsOf,
  shareOf,
} from './sources/pull-requests.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { ownIds } from './support/chosen.ts';
import { count, keyOf, type OptionsOf } from './support/options.ts';
import { createDoubts } from './support/pages.ts';
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
      'three per project, one more for each status that it has some of, and one per enabled repository that has none; where a project has over 2 MB of one status, or one enabled repository, three to six per enabled repository; before something is deleted, those of the repository that it may be of',
    fields: {},
    options: {
      minTimeInDays: 'How many days ago a pull request may have been abandoned or completed.',
      maxResults: 'The most abandoned ones, and the most completed ones, of a repository.',
    },
  },
  under: { repositories: ['repository.id'], projects: ['repository.project.id'] },
  ids: ['pullRequestId'],
  isUnique: true,
  // Both lists are always read together: the second proves for the first that a repository has none.
  source: (window) => [active, closed(window)],
});

/** One name for both lists: whoever chooses a pull request does not know in which it is. */
const CHOSEN_AS = {
  name: 'pull requests',
  ids: { id: ({ pullRequestId }: PullRequest) => pullRequestId },
};

const ACTIVE: Criteria = { status: 'active' };

const active: Source<PullRequest, RepositoryNode> = {
  key: 'active pull requests',
  ...CHOSEN_AS,
  under: repositories,
  applies: isEnabled,
  async *read(repository, context) {
    const wide = await pullRequestsIn(repository.parent, ACTIVE, context);
    if (wide) yield* wide.take(repository);
    else yield* pullRequestsOf(repository, ACTIVE, context);
  },
  readChosen: (repository, chosen, context) => chosenActive(ownIds(chosen) ?? [], repository, context),
};

/** The position of the second list. A pull request that is closed meanwhile stands in both: the closed one wins. */
const AFTER_ACTIVE = 2 ** 11;

const closed = (window: Options): Source<PullRequest, RepositoryNode> => ({
  key: keyOf('closed pull requests', window),
  ...CHOSEN_AS,
  under: repositories,
  position: AFTER_ACTIVE,
  applies: isEnabled,
  async *read(repository, context) {
    const lists = ['abandoned', 'completed'] as const;
    const criteria = lists.map((status) => ({ status, closedSince: since(window, context) }));
    const [open, ...wide] = await Promise.all([
      pullRequestsIn(repository.parent, ACTIVE, context),
      ...criteria.map((one) => pullRequestsIn(repository.parent, one, context, window.maxResults)),
    ]);
    // A project's list has nothing of a repository that the credential may not read. The repository's own list fails
    // then.
    let isHidden = false;
    const isShown = [open, ...wide].some((list) => !list || list.shows(repository));
    if (!isShown) {
      const { pages, doubts } = await readActive(repository, context);
      doubts.lists.forEach(context.doubtful);
      isHidden = pages.length > 0;
      yield* pages;
    }
    const shared: Criteria[] = open && isShown ? [ACTIVE] : [];
    let count = open && isShown ? open.ids(repository).length : 0;
    const known = new Set([open, ...wide].flatMap((list) => list?.ids(repository) ?? []));
    for (const [i, one] of criteria.entries()) {
      const list = isHidden ? undefined : wide[i];
      // The repository's own list alone tells which are the newest, where there are more than are wanted.
      if (list && list.ids(repository).length <= window.maxResults) {
        shared.push(one);
        count += list.ids(repository).length;
        yield* list.take(repository);
      } else yield* first(window, pullRequestsOf(repository, one, context, pageSize(window, PAGE)));
    }
    if (shared.length > 0) context.doubtful(shareOf(repository, { criteria: shared, count, known }, context));
  },
  readChosen: (repository, chosen, context) =>
    chosenClosed(ownIds(chosen) ?? [], window, repository, context),
});

/** A repository's own list of active pull requests, read once for the lists of all windows. */
const readActive = (
  repository: RepositoryNode,
  { devops, once }: ReadContext,
): Promise<{ pages: Page<PullRequest>[]; doubts: ReturnType<typeof createDoubts> }> =>
  once(repository, 'its own active pull requests', async () => {
    const doubts = createDoubts();
    const pages: Page<PullRequest>[] = [];
    for await (const page of pullRequestsOf(repository, ACTIVE, { devops, ...doubts })) pages.push(page);
    return { pages, doubts };
  });
