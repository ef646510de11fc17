import { path } from '../../azure-devops/path.ts';
import { aNumber, aText } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, type ListCall, Page, type Paging } from '../../azure-devops/types.ts';
import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { isCredentialRefusal } from '../support/wide-list.ts';
import type { RawItem, ReadContext, SharedOut } from '../types.ts';
import { enabledIn } from './repositories.ts';

export interface PullRequest extends RawItem {
  pullRequestId: number;
  repository?: { id?: string };
}

/** Which pull requests: those of a status, closed since a time. */
export interface Criteria {
  status: 'active' | 'abandoned' | 'completed';
  /** ISO 8601. */
  closedSince?: string | undefined;
  /** From this branch into that one. */
  sourceRefName?: string;
  targetRefName?: string;
}

/** About 4 KB a pull request. */
export const PAGE = 400;

const queryOf = ({ status, closedSince, sourceRefName, targetRefName }: Criteria) => ({
  'searchCriteria.status': status,
  'searchCriteria.sourceRefName': sourceRefName,
  'searchCriteria.targetRefName': targetRefName,
  ...(status !== 'active' && {
    'searchCriteria.queryTimeRangeType': 'closed',
    'searchCriteria.minTime': closedSince,
  }),
});

/** Those of a repository, the newest first, `size` at a time. */
export const pullRequestsOf = (
  { item, parent }: RepositoryNode,
  criteria: Criteria,
  { devops }: ReadContext,
  size = PAGE,
) =>
  devops.pages<PullRequest>(
    {
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pullrequests`,
      query: queryOf(criteria),
      key: { pullRequestId: aNumber },
      what: `the ${criteria.status} pull requests of repository "${item.name}"`,
    },
    { style: 'skip', size },
  );

/** The pull requests of a project that have some status, by repository. */
export interface ByRepository {
  /** Whether there are any of this repository: then the credential may read it. */
  shows(repository: RepositoryNode): boolean;
  /** How many there are of a repository. */
  count(repository: RepositoryNode): number;
  /** Those of a repository, in the list's order. They are let go: each list is read once under each parent. */
  take(repository: RepositoryNode, context: ReadContext): Promise<Page<PullRequest>[]>;
}

/** Bytes of a list that are kept until each repository has taken its share. */
const MOST_BYTES = 2 * 2 ** 20;

/**
 * One list for all repositories of a project. Undefined where it costs no less than a list for each, is too long, or
 * the service does not give it whole. Of a repository that the credential may not read it has nothing: absence from it
 * proves nothing. `most`: as many as the lists of the repositories would give.
 */
export const pullRequestsIn = (
  project: ProjectNode,
  criteria: Criteria,
  context: ReadContext,
  most = Number.POSITIVE_INFINITY,
): Promise<ByRepository | undefined> =>
  context.once(project, `pull requests ${JSON.stringify([criteria, most])}`, async () => {
    const organisation = await context.once(project.parent, 'pull requests by project', async () => ({
      isRouteMissing: false,
    }));
    const { count } = await enabledIn(project, context);
    if (context.scope.items || count < 2 || organisation.isRouteMissing) return undefined;
    try {
      return await grouped(context.devops.pages(...listOf(project, criteria)), most * count, criteria);
    } catch (error) {
      if (!(error instanceof AzureDevOpsError) || isCredentialRefusal(error)) throw error;
      const { likelyCause, isOwn } = error;
      organisation.isRouteMissing ||= !isOwn && (likelyCause === 'missing' || likelyCause === 'refused');
      return undefined;
    }
  });

const listOf = (project: ProjectNode, criteria: Criteria): [ListCall, Paging] => [
  {
    path: path`${project.item.id}/_apis/git/pullrequests`,
    query: queryOf(criteria),
    key: { pullRequestId: aNumber },
    has: { 'repository.id': aText },
    what: `the ${criteria.status} pull requests of project "${project.item.name}"`,
  },
  { style: 'skip', size: PAGE },
];

/** Undefined where there are more than may be kept, or than are wanted. */
async function grouped(
  pages: AsyncIterable<Page<PullRequest>>,
  most: number,
  criteria: Criteria,
): Promise<ByRepository | undefined> {
  const found = new Map<string, { items: PullRequest[]; count: number; bytes: number }>();
  let [all, bytes] = [0, 0];
  for await (const page of pages) {
    all += page.items.length;
    bytes += page.bytes;
    if (all > most || bytes > MOST_BYTES) return undefined;
    for (const item of page.items) {
      const id = idOf(item);
      const group = found.get(id) ?? { items: [], count: 0, bytes: 0 };
      found.set(id, group);
      group.items.push(item);
      group.count += 1;
      group.bytes += page.bytes / page.items.length;
    }
  }
  const of = ({ item }: RepositoryNode) => found.get(item.id.toLowerCase());
  return {
    shows: (repository) => of(repository) !== undefined,
    count: (repository) => of(repository)?.count ?? 0,
    async take(repository, context) {
      const group = of(repository);
      if (!group) return [];
      const key = `sample of pull requests ${JSON.stringify([criteria, most])}`;
      const sample = await context.once(repository.parent, key, async () => repository);
      if (sample === repository) context.sharedOut(sharedOut(repository, criteria, group.items, context));
      const page = new Page(group.items, group.bytes);
      group.items = [];
      return [page];
    },
  };
}

/** What is asked of one repository of a project before something is deleted: whether its own list has more. */
function sharedOut(
  repository: RepositoryNode,
  criteria: Criteria,
  items: readonly PullRequest[],
  context: ReadContext,
): SharedOut {
  const ids = new Set(items.map(({ pullRequestId }) => pullRequestId));
  const last = Math.max(...ids);
  return {
    what: `the list of ${criteria.status} pull requests of project "${repository.parent.item.name}" has fewer of repository "${repository.item.name}" than the repository lists itself`,
    async isWhole() {
      for await (const { items: own } of pullRequestsOf(repository, criteria, context))
        for (const { pullRequestId: id } of own) if (!ids.has(id) && id <= last) return false;
      return true;
    },
  };
}

const idOf = ({ repository }: PullRequest): string => String(repository?.id).toLowerCase();
