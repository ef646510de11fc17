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
 * Pull requests that were chosen. Each is taken from the list that it is in: only there its description is cut as in a
 * full sync. Which list that is, its single answer tells, or of several the list of active ones itself. None is ever
 * deleted by the service.
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

/**
 * Those among several that the list of active ones has: it costs less than a single answer for each. As many pages are
 * asked for as there would be such answers. That it lacks one says nothing.
 */
const listedActive = (
  ids: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Promise<readonly PullRequest[]> =>
  context.once(repository, 'chosen ones among the active pull requests', async () => {
    if (ids.length < 2) return [];
    const pages = pullRequestsOf(repository, { status: 'active' }, context);
    return findAll(ids.map(Number), pages, ids.length);
  });

/** Those that the list of active ones does not have, each as its single answer has it. */
async function unlisted(
  ids: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Promise<{ id: string; known: Single | undefined }[]> {
  const listed = new Set((await listedActive(ids, repository, context)).map((one) => one.pullRequestId));
  const left = ids.filter((id) => !listed.has(Number(id)));
  return Promise.all(left.map(async (id) => ({ id, known: await single(id, repository, context) })));
}

/** Those among them that are active. Of those that are not shown it is this list that tells. */
export async function* chosenActive(
  ids: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Chosen {
  yield pageOf([...(await listedActive(ids, repository, context))]);
  const others = await unlisted(ids, repository, context);
  const active = others.flatMap(({ known }) => (known?.status === 'active' ? [known] : []));
  const status = 'active';
  const lists: [Criteria, Single[]][] =
    active.length > MOST_NARROWED
      ? [[{ status }, active]]
      : active.map((one) => [
          { status, sourceRefName: one.sourceRefName, targetRefName: one.targetRefName },
          [one],
        ]);
  const missing = others.filter(({ known }) => !known).map(({ id }) => id);
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
  const others = await unlisted(ids, repository, context);
  const known = others.flatMap((one) => one.known ?? []);
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

/** Asks for no more pages than it takes to find them, nor than `most`. */
async function findAll(
  ids: readonly number[],
  pages: AsyncIterable<Page<PullRequest>>,
  most = Number.POSITIVE_INFINITY,
): Promise<PullRequest[]> {
  const left = new Set(ids);
  const found: PullRequest[] = [];
  let read = 0;
  for await (const { items } of pages) {
    append(
      found,
      items.filter(({ pullRequestId }) => left.delete(pullRequestId)),
    );
    read += 1;
    if (left.size === 0 || read >= most) break;
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
