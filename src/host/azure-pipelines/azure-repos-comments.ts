import {
  type ApiAccess,
  type Call,
  contentOf,
  createCall,
  isRefused,
  listOf,
  objectOf,
} from '../pull-request/call.ts';
import type { CommentApi, FoundComment } from '../pull-request/types.ts';

/** The place of a pull request's threads. */
export interface AzureReposPullRequest extends ApiAccess {
  /** The organisation's or collection's URL, without a trailing slash. */
  collectionUrl: string;
  /** The project's id or name. */
  project: string;
  repository: string;
  id: string;
}

const API_VERSION = 'api-version=7.1';

/** The property by which our thread is found. Properties are set when a thread is made, and not changed later. */
const PROPERTY = 'PortCatalogSync.Plan';

/** Statuses of our thread. Neither blocks a merge, and a person may choose another one. */
const WITH_CHANGES = 'byDesign';
const SETTLED = 'closed';

/**
 * Comments on a pull request by the REST API of Azure Repos (*Pull Request Threads*). It takes a property with `$type`
 * and `$value` only: other forms were seen to be accepted and forgotten, and one in an update to be refused.
 */
export function azureReposComments(place: AzureReposPullRequest): CommentApi {
  const { collectionUrl, project, repository, id } = place;
  const call = createCall(place);
  const [ofProject, ofRepository, ofPullRequest] = [project, repository, id].map(encodeURIComponent);
  const threads = `${collectionUrl}/${ofProject}/_apis/git/repositories/${ofRepository}/pullRequests/${ofPullRequest}/threads`;
  const route = '{project}/_apis/git/repositories/{repository}/pullRequests/{id}/threads';
  return {
    async find(key) {
      const answer = await call({ method: 'GET', url: `${threads}?${API_VERSION}`, route });
      const all = listOf(objectOf(contentOf(answer, place)).value).filter((thread) => keyOf(thread) === key);
      const alive = all.filter((thread) => thread.isDeleted !== true && firstOf(thread)?.isDeleted !== true);
      if (alive.length === 0) return undefined;
      const self = await whoWeAre(place, call);
      const mine = alive.find((thread) => {
        const author = objectOf(firstOf(thread)?.author).id;
        return self === undefined || author === undefined || author === self;
      });
      return mine && foundIn(mine, { threads, route, call, place });
    },
    async create(text, key) {
      const made = await call({
        method: 'POST',
        url: `${threads}?${API_VERSION}`,
        route,
        body: {
          comments: [{ parentCommentId: 0, content: text, commentType: 'text' }],
          status: WITH_CHANGES,
          properties: { [PROPERTY]: { $type: 'System.String', $value: key } },
        },
      });
      contentOf(made, place);
    },
  };
}

const firstOf = ({ comments }: Record<string, unknown>): Record<string, unknown> | undefined =>
  listOf(comments)[0];

const keyOf = ({ properties }: Record<string, unknown>): unknown =>
  objectOf(objectOf(properties)[PROPERTY]).$value;

function foundIn(
  thread: Record<string, unknown>,
  { threads, route, call, place }: { threads: string; route: string; call: Call; place: ApiAccess },
): FoundComment {
  const { id, status } = thread;
  const first = firstOf(thread);
  const change = (address: string, of: string, body: object) =>
    call({ method: 'PATCH', url: `${address}?${API_VERSION}`, route: of, body });
  return {
    text: String(first?.content ?? ''),
    async update(text, settled) {
      const comment = `${threads}/${id}/comments/${first?.id}`;
      const changed = await change(comment, `${route}/{threadId}/comments/{commentId}`, { content: text });
      if (isRefused(changed)) return false;
      contentOf(changed, place);
      const wanted = settled ? SETTLED : status === SETTLED ? WITH_CHANGES : status;
      if (wanted !== status)
        contentOf(await change(`${threads}/${id}`, `${route}/{threadId}`, { status: wanted }), place);
      return true;
    },
  };
}

/** Our own id, since anybody can make a thread with our property. Undefined where the service does not tell it. */
async function whoWeAre(place: AzureReposPullRequest, call: Call): Promise<string | undefined> {
  const answer = await call({
    method: 'GET',
    url: `${place.collectionUrl}/_apis/connectionData`,
    route: '_apis/connectionData',
  });
  if (answer.status !== 200) return undefined;
  const { id } = objectOf(objectOf(contentOf(answer, place)).authenticatedUser);
  return typeof id === 'string' ? id : undefined;
}
