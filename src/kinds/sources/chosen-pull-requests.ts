import { path } from '../../azure-devops/path.ts';
import { aNumber, aText, orNone } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, type Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { RepositoryNode } from '../parents.ts';
import { pageOf } from '../support/pages.ts';
import { beginning, first, isBefore, pageSize, since, type Window } from '../support/windows.ts';
import { AbsentItem, type ReadContext } from '../types.ts';
import { type Criteria, PAGE, type PullRequest, pullRequestsOf } from './pull-requests.ts';

// Chosen pull requests. Each is taken from the list that it is in: only there its description is cut as in a full sync.
// Its single answer tells which list that is. For several, the list of active ones is read first. The service never
// deletes a pull request.

/** A pull request read singly, with what its list is asked by. */
interface Single extends PullRequest {
  status: string;
  sourceRefName: string;
  targetRefName: string;
  closedDate?: string;
}

type Chosen = AsyncGenerator<Page<PullRequest | AbsentItem>>;

/** Most active pull requests that are searched by their branches. More are taken from the whole list. */
const MOST_NARROWED = 5;

/**
 * Ids, of several, that the list of active pull requests has. It costs less than a single answer for each: at most as many
 * pages are read as there would be such answers. An id that it lacks may be active all the same.
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

/** The other ids, each as its single answer has it. */
async function unlisted(
  ids: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Promise<{ id: string; known: Single | undefined }[]> {
  const listed = new Set((await listedActive(ids, repository, context)).map((one) => one.pullRequestId));
  const left = ids.filter((id) => !listed.has(Number(id)));
  return Promise.all(left.map(async (id) => ({ id, known: await single(id, repository, context) })));
}

/** Chosen pull requests that are active, and an AbsentItem for each that the service does not show. */
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

/** Chosen pull requests that are closed. Those outside of the window are AbsentItems. */
export async function* chosenClosed(
  ids: readonly string[],
  window: Window,
  repository: RepositoryNode,
  context: ReadContext,
): Chosen {
  const others = await unlisted(ids, repository, context);
  const known = others.flatMap((one) => one.known ?? []);
  const begins = beginning(window, context);
  const isOld = ({ closedDate }: Single) => begins !== undefined && isBefore(closedDate, begins) === true;
  for (const status of ['abandoned', 'completed'] as const) {
    const closed = known.filter((one) => one.status === status);
    const wanted = closed.filter((one) => !isOld(one)).map(({ pullRequestId }) => pullRequestId);
    const criteria: Criteria = { status, closedSince: since(window, context) };
    const pages = first(window, pullRequestsOf(repository, criteria, context, pageSize(window, PAGE)));
    let newer = 0;
    const counted = counting(pages, (one) => (newer += one.status === status ? 1 : 0));
    const found = wanted.length > 0 ? await findAll(wanted, counted) : [];
    const isFound = new Set(found.map(({ pullRequestId }) => pullRequestId));
    // One in the window is left out by newer ones alone. A list that may have more lacks it for another reason.
    const isFull = newer >= (window.maxResults ?? Number.POSITIVE_INFINITY);
    yield pageOf([
      ...found,
      ...closed
        .filter(({ pullRequestId }) => !isFound.has(pullRequestId))
        .map((one) =>
          isOld(one) || isFull ? new AbsentItem(one, 'not selected') : unknown(one.pullRequestId),
        ),
    ]);
  }
}

async function* counting<T>(
  pages: AsyncIterable<Page<T>>,
  count: (item: T) => void,
): AsyncGenerator<Page<T>> {
  for await (const page of pages) {
    for (const item of page.items) count(item);
    yield page;
  }
}

const unknown = (id: string | number) => new AbsentItem({ pullRequestId: Number(id) }, 'unknown');

/** The items with these ids, out of `most` pages. Asks for no page beyond the last of them. */
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

/** A pull request read singly. Undefined where the service does not show it, for whatever reason. */
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
