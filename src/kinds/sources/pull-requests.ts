import { path } from '../../azure-devops/path.ts';
import { aNumber, aText } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, Page } from '../../azure-devops/types.ts';
import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { isCredentialRefusal } from '../support/wide-list.ts';
import type { RawItem, ReadContext, SharedOut } from '../types.ts';
import { enabledIn } from './repositories.ts';

export interface PullRequest extends RawItem {
  pullRequestId: number;
  /** ISO 8601. */
  creationDate?: string;
  repository?: { id?: string };
}

/** Which pull requests: those of a status, closed since a time. `all`: however they were closed. */
export interface Criteria {
  status: 'active' | 'abandoned' | 'completed' | 'all';
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

/** Names a repository. */
interface Place {
  item: Pick<RepositoryNode['item'], 'id' | 'name'>;
  parent: { item: Pick<ProjectNode['item'], 'id' | 'name'> };
}

/** Those of a repository, the newest first, `size` at a time. */
export const pullRequestsOf = (
  { item, parent }: Place,
  criteria: Criteria,
  { devops }: Pick<ReadContext, 'devops'>,
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
  /** Numbers of those of a repository. */
  ids(repository: RepositoryNode): readonly number[];
  /** Those of a repository, in the list's order. They are let go: each list is read once under each parent. */
  take(repository: RepositoryNode): Page<PullRequest>[];
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
      return await grouped(pullRequestsOfProject(project, criteria, context), most * count);
    } catch (error) {
      if (!(error instanceof AzureDevOpsError) || isCredentialRefusal(error)) throw error;
      const { likelyCause, isOwn } = error;
      organisation.isRouteMissing ||= !isOwn && (likelyCause === 'missing' || likelyCause === 'refused');
      return undefined;
    }
  });

/** Those of a project, of the repositories that the credential may read. */
export const pullRequestsOfProject = (project: ProjectNode, criteria: Criteria, { devops }: ReadContext) =>
  devops.pages<PullRequest & { repository: { id: string } }>(
    {
      path: path`${project.item.id}/_apis/git/pullrequests`,
      query: queryOf(criteria),
      key: { pullRequestId: aNumber },
      has: { 'repository.id': aText },
      what: `the ${criteria.status === 'all' ? 'closed' : criteria.status} pull requests of project "${project.item.name}"`,
    },
    { style: 'skip', size: PAGE },
  );

/** Undefined where there are more than may be kept, or than are wanted. */
async function grouped(
  pages: AsyncIterable<Page<PullRequest>>,
  most: number,
): Promise<ByRepository | undefined> {
  const found = new Map<string, { items: PullRequest[]; ids: number[]; bytes: number }>();
  let [all, bytes] = [0, 0];
  for await (const page of pages) {
    all += page.items.length;
    bytes += page.bytes;
    if (all > most || bytes > MOST_BYTES) return undefined;
    for (const item of page.items) {
      const id = idOf(item);
      const group = found.get(id) ?? { items: [], ids: [], bytes: 0 };
      found.set(id, group);
      group.items.push(item);
      group.ids.push(item.pullRequestId);
      group.bytes += page.bytes / page.items.length;
    }
  }
  const of = ({ item }: RepositoryNode) => found.get(item.id.toLowerCase());
  return {
    shows: (repository) => of(repository) !== undefined,
    ids: (repository) => of(repository)?.ids ?? [],
    take(repository) {
      const group = of(repository);
      if (!group) return [];
      const page = new Page(group.items, group.bytes);
      group.items = [];
      return [page];
    },
  };
}

/**
 * What is asked of a repository before something is deleted: whether its own lists, by these criteria, have more than
 * what is known of it. One that was closed meanwhile is known, and one that was created since the service first
 * answered, by its own clock, is no sign of that.
 */
export function shareOf(
  { item, parent }: Place,
  criteria: readonly Criteria[],
  known: ReadonlySet<number>,
  { devops }: Pick<ReadContext, 'devops'>,
): SharedOut {
  const began = devops.firstAnswer()?.getTime() ?? Number.NaN;
  // Kept to the end of the run, which the nodes are not.
  const place: Place = {
    item: { id: item.id, name: item.name },
    parent: { item: { id: parent.item.id, name: parent.item.name } },
  };
  const isUnknown = ({ pullRequestId, creationDate }: PullRequest) =>
    !known.has(pullRequestId) && !(Date.parse(creationDate ?? '') >= began);
  return {
    what: `the list of pull requests of project "${parent.item.name}" has fewer of repository "${item.name}" than the repository lists itself`,
    async isWhole() {
      for (const one of criteria)
        for await (const { items } of pullRequestsOf(place, one, { devops }))
          if (items.some(isUnknown)) return false;
      return true;
    },
  };
}

const idOf = ({ repository }: PullRequest): string => String(repository?.id).toLowerCase();
