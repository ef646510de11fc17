import {
  type ApiAccess,
  type Call,
  contentOf,
  createCall,
  isRefused,
  listOf,
  objectOf,
} from '../pull-request/call.ts';
import type { CommentApi } from '../pull-request/types.ts';

/** The place of a pull request's comments. */
export interface GitHubPullRequest extends ApiAccess {
  /** The API's URL, without a trailing slash: `https://api.github.com`. */
  apiUrl: string;
  /** The repository as `owner/name`. */
  repository: string;
  number: number;
}

const PER_PAGE = 100;
/** GitHub takes 2,500 comments on an issue: a list that goes on for longer is none of a pull request. */
const MOST_PAGES = 30;

/** The first line of a comment: readers do not see it. */
const markOf = (key: string): string => `<!-- port-catalog-sync plan ${key} -->`;

const hasNext = (link: string | undefined): boolean => /\brel="?next"?/i.test(link ?? '');

/** Comments on a pull request by GitHub's REST API (docs.github.com, *Issue comments*). */
export function githubComments(place: GitHubPullRequest): CommentApi {
  const { apiUrl, repository, number } = place;
  const call = createCall(place);
  const [owner = '', name = ''] = repository.split('/').map(encodeURIComponent);
  const base = `${apiUrl}/repos/${owner}/${name}/issues`;
  const own = createOwnership(place, call);
  return {
    async find(key) {
      const mark = markOf(key);
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const answer = await call({
          method: 'GET',
          url: `${base}/${number}/comments?per_page=${PER_PAGE}&page=${page}`,
          route: 'repos/{owner}/{repo}/issues/{number}/comments',
        });
        for (const { id, body, user } of listOf(contentOf(answer, place))) {
          if (typeof id !== 'number' || typeof body !== 'string' || body.split(/\r?\n/, 1)[0] !== mark)
            continue;
          if (!(await own(objectOf(user)))) continue;
          return {
            text: body,
            async update(text) {
              const changed = await call({
                method: 'PATCH',
                url: `${base}/comments/${id}`,
                route: 'repos/{owner}/{repo}/issues/comments/{id}',
                body: { body: `${mark}\n${text}` },
              });
              if (isRefused(changed)) return false;
              contentOf(changed, place);
              return true;
            },
          };
        }
        if (!hasNext(answer.headers.link)) return undefined;
      }
      throw new Error(`it has more than ${MOST_PAGES * PER_PAGE} comments`);
    },
    async create(text, key) {
      const made = await call({
        method: 'POST',
        url: `${base}/${number}/comments`,
        route: 'repos/{owner}/{repo}/issues/{number}/comments',
        body: { body: `${markOf(key)}\n${text}` },
      });
      contentOf(made, place);
    },
  };
}

/**
 * Whether a marked comment's author is who we are. A job's token has no user that GitHub would tell (403), and writes
 * as a bot of the repository; anybody can write a mark, so that of a person counts only where we are that person.
 */
function createOwnership(place: GitHubPullRequest, call: Call) {
  let self: Promise<string | undefined> | undefined;
  const ask = async () => {
    const answer = await call({ method: 'GET', url: `${place.apiUrl}/user`, route: 'user' });
    if (answer.status !== 200) return undefined;
    const { login } = objectOf(contentOf(answer, place));
    return typeof login === 'string' ? login : undefined;
  };
  return async ({ login, type }: Record<string, unknown>): Promise<boolean> => {
    if (type === 'Bot') return true;
    self ??= ask();
    return typeof login === 'string' && (await self) === login;
  };
}
