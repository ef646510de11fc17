import { path } from '../../azure-devops/path.ts';
import { aNumber, aText, orNone } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, type Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/append.ts';
import type { RepositoryNode } from '../parents.ts';
import { pageOf } from '../support/pages.ts';
import { beginning, first, pageSize, since, type Window } from '../support/windows.ts';
import { AbsentItem, type ReadContext } from '../types.ts';
import { type Criteria, PAGE, type PullRequest, pullRequestsOf } from './pull-requests.ts';

/**
 * Pull requests that were chosen. Each is asked for singly, which tells in which list it is, and taken from that list:
 * only there its description is cut as in a full sync. None is ever deleted by the service.
 */

/** What a single answer tells that its list is asked by. */
interface Single extends PullRequest {
  status: string;
  sourceRefName: string;
  targetRefName: string;
  closedDate?: string;
}

type Chosen = AsyncGenerator<Page<PullRequest | AbsentItem>>;

/** Active ones whose lists are narrowed to their branches: more are taken from the whole list. */
const MOST_NARROWED = 5;

/** Those among them that are active. Of those that are not shown it is this list that tells. */
export async function* chosenActive(
  ids: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Chosen {
  const known = await Promise.all(ids.map((id) => single(id, repository, context)));
  const active = known.filter((one) => one?.status === 'active') as Single[];
  const status = 'active';
  const lists: [Criteria, Single[]][] =
    active.length > MOST_NARROWED
      ? [[{ status }, active]]
      : active.map((one) => [
          { status, sourceRefName: one.sourceRefName, targetRefName: one.targetRefName },
          [one],
        ]);
  const missing = ids.filter((_, i) => !known[i]);
  for (const [criteria, wanted] of lists) {
    const asked = wanted.map(({ pullRequestId }) => pullRequestId);
    const found = await findAll(asked, pullRequestsOf(repository, criteria, context));
    const isFound = new Set(found.map(({ pullRequestId }) => pullRequestId));
    append(missing, asked.filter((id) => !isFound.has(id)).map(String));
    yield pageOf(found);
  }
  yield pageOf(missing.map(unknown));
}

/** Those among them that are closed, as far as they are in the window. */
export async function* chosenClosed(
  ids: readonly string[],
  window: Window,
  repository: RepositoryNode,
  context: ReadContext,
): Chosen {
  const all = await Promise.all(ids.map((id) => single(id, repository, context)));
  const known = all.filter((one) => one !== undefined);
  const begins = beginning(window, context);
  const isLate = ({ closedDate }: Single) => !begins || new Date(String(closedDate)) >= begins;
  for (const status of ['abandoned', 'completed'] as const) {
    const closed = known.filter((one) => one.status === status);
    const wanted = closed.filter(isLate).map(({ pullRequestId }) => pullRequestId);
    const criteria: Criteria = { status, closedSince: since(window, context) };
    const pages = first(window, pullRequestsOf(repository, criteria, context, pageSize(window, PAGE)));
    const found = wanted.length > 0 ? await findAll(wanted, pages) : [];
    const isFound = new Set(found.map(({ pullRequestId }) => pullRequestId));
    yield pageOf([
      ...found,
      ...closed
        .filter(({ pullRequestId }) => !isFound.has(pullRequestId))
        .map((one) => new AbsentItem(one, 'not selected')),
    ]);
  }
}

const unknown = (id: string) => new AbsentItem({ pullRequestId: Number(id) }, 'unknown');

/** Asks for no more pages than it takes to find them. */
async function findAll(
  ids: readonly number[],
  pages: AsyncIterable<Page<PullRequest>>,
): Promise<PullRequest[]> {
  const left = new Set(ids);
  const found: PullRequest[] = [];
  for await (const { items } of pages) {
    append(
      found,
      items.filter(({ pullRequestId }) => left.delete(pullRequestId)),
    );
    if (left.size === 0) break;
  }
  return found;
}

/** Undefined where it is not shown: nobody can tell why. */
const single = (id: string, repository: RepositoryNode, context: ReadContext): Promise<Single | undefined> =>
  context.once(repository, `pull request ${id}`, async () => {
    const { item, parent } = repository;
    if (!/^\d{1,15}$/.test(id)) return undefined;
    try {
      return await context.devops.get<Single>({
        path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pullrequests/${id}`,
        needs: {
          pullRequestId: aNumber,
          status: aText,
          sourceRefName: aText,
          targetRefName: aText,
          closedDate: orNone(aText),
        },
        what: `pull request ${id} of repository "${item.name}"`,
      });
    } catch (error) {
      if (error instanceof AzureDevOpsError && error.isOwn && error.likelyCause === 'missing')
        return undefined;
      throw error;
    }
  });
