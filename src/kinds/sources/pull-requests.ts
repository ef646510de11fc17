import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, aText, type MemberChecks, orNone, theWord } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, Page } from '../../azure-devops/types.ts';
import type { ProjectNode, RepositoryNode } from '../parents.ts';
import { createdSinceBegin } from '../support/created-since-begin.ts';
import { isCredentialRefusal } from '../support/held-pages.ts';
import { byOffset, createDoubts } from '../support/pages.ts';
import { hasEnough } from '../support/proof.ts';
import type { DoubtfulList, RawItem, ReadContext } from '../types.ts';
import { enabledIn } from './repositories.ts';

export interface PullRequest extends RawItem {
  pullRequestId: number;
  /** ISO 8601. */
  creationDate?: string;
  repository?: { id?: string };
}

/** A search for pull requests by status and time. `all`: however they were closed. */
export interface Criteria {
  status: 'active' | 'abandoned' | 'completed' | 'all';
  /** The time since which they were closed, ISO 8601. Absent: whenever they were. */
  closedSince?: string | undefined;
  /** Branches, `refs/heads/…`. */
  sourceRefName?: string;
  targetRefName?: string;
}

/** Pull requests in a page, of about 4 KB each. */
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

/** A repository, as far as its address and messages need it. */
interface Place {
  item: Pick<RepositoryNode['item'], 'id' | 'name'>;
  parent: { item: Pick<ProjectNode['item'], 'id' | 'name'> };
}

/** Members that tell whose a pull request is, and that it has the status that was asked for. */
const checksFor = ({ status }: Criteria): MemberChecks => ({
  repository: anObject({ id: aText, project: anObject({ id: aText }) }),
  ...(status !== 'all' && { status: orNone(theWord(status)) }),
});

/** Pages of a repository's pull requests, the newest first. */
export const pullRequestsOf = (
  { item, parent }: Place,
  criteria: Criteria,
  context: Pick<ReadContext, 'devops' | 'doubtful'>,
  size = PAGE,
) => {
  const what = `the ${criteria.status} pull requests of repository "${item.name}"`;
  return context.devops.pages<PullRequest>(
    {
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pullrequests`,
      query: queryOf(criteria),
      key: { pullRequestId: aNumber },
      has: checksFor(criteria),
      what,
    },
    byOffset(size, what, context),
  );
};

/** A project's pull requests of one search, by repository. */
export interface ByRepository {
  /** Whether the list has any of a repository. Then the credential may read that. */
  shows(repository: RepositoryNode): boolean;
  /** Ids of a repository's pull requests. */
  ids(repository: RepositoryNode): readonly number[];
  /** A repository's pull requests, in the list's order. They are given once, and no longer held. */
  take(repository: RepositoryNode): Page<PullRequest>[];
}

/** Bytes of a list that are held until each repository has taken its share. */
const MOST_BYTES = 2 * 2 ** 20;

/**
 * One list for all repositories of a project. Undefined where a list for each costs no more, where it is too long, and
 * where the service does not give it whole. It has nothing of a repository that the credential may not read: absence
 * from it proves nothing. `most`: what a repository's own list would give at the most.
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

/** Pages of a project's pull requests. They lack those of repositories that the credential may not read. */
export const pullRequestsOfProject = (project: ProjectNode, criteria: Criteria, { devops }: ReadContext) =>
  devops.pages<PullRequest & { repository: { id: string } }>(
    {
      path: path`${project.item.id}/_apis/git/pullrequests`,
      query: queryOf(criteria),
      key: { pullRequestId: aNumber },
      has: checksFor(criteria),
      what: `the ${criteria.status === 'all' ? 'closed' : criteria.status} pull requests of project "${project.item.name}"`,
    },
    { style: 'skip', size: PAGE },
  );

/** Pages, put together by repository. Undefined where there are more than may be held, or than are wanted. */
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

/** Pull requests of one repository, taken out of the list for its project. */
export interface Share {
  criteria: readonly Criteria[];
  /** The number of pull requests in it. */
  count: number;
  /** Ids of all statuses, so that a pull request that was closed meanwhile is among them. */
  known: ReadonlySet<number>;
}

/** The question to a repository before something of it is deleted: do its own lists have more than its share, or far less? */
export function shareOf(
  { item, parent }: Place,
  { criteria, count, known }: Share,
  { devops }: Pick<ReadContext, 'devops'>,
): DoubtfulList {
  const isNew = createdSinceBegin({ devops });
  // A copy of what is needed: it is kept to the end of the run, and nodes are not.
  const place: Place = {
    item: { id: item.id, name: item.name },
    parent: { item: { id: parent.item.id, name: parent.item.name } },
  };
  const isUnknown = ({ pullRequestId, creationDate }: PullRequest) =>
    !known.has(pullRequestId) && !isNew(creationDate);
  return {
    what: `the list of pull requests of project "${parent.item.name}" and what repository "${item.name}" lists itself do not agree`,
    async isWhole() {
      const doubts = createDoubts();
      let again = 0;
      for (const one of criteria)
        for await (const { items } of pullRequestsOf(place, one, { devops, ...doubts })) {
          again += items.length;
          if (items.some(isUnknown)) return false;
        }
      return hasEnough(again, count) && doubts.areAllWhole();
    },
  };
}

const idOf = ({ repository }: PullRequest): string => String(repository?.id).toLowerCase();
