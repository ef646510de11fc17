import { messageOf } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/files/text-file.ts';
import { withoutTrailing } from '../../lib/text/trim.ts';
import { parseJson } from '../../lib/values/json.ts';
import { objectOf } from '../pull-request/call.ts';
import { say } from '../pull-request/say.ts';
import type { CommentOutcome, PullRequestComment } from '../pull-request/types.ts';
import { githubComments } from './github-comments.ts';

/**
 * UTF-16 units of a comment. GitHub speaks of 65,536 characters, and keeps four bytes for each: no way to count
 * characters makes more of a text than this one.
 */
const LIMIT = 65_536;
/** Units that the mark in the first line takes. */
const FOR_MARK = 100;

const LACKING =
  'The job’s token needs "permissions: pull-requests: write"; it comments as github-actions[bot]. Another token can be given in githubToken.';

/** The pull request that the event is about. Throws what reading the event says. */
const pullRequestOf = async (path: string | undefined): Promise<Record<string, unknown> | undefined> => {
  if (!path) return undefined;
  const event = objectOf(parseJson(await readTextFile(path)));
  return 'pull_request' in event ? objectOf(event.pull_request) : undefined;
};

const nameOf = (side: unknown): unknown => objectOf(objectOf(side).repo).full_name;

/** Comments on the pull request that a workflow runs for. Throws where GitHub does not take it. */
export async function commentOnPullRequest(
  comment: PullRequestComment,
  { env, token, signal }: { env: NodeJS.ProcessEnv; token: string; signal: AbortSignal },
): Promise<CommentOutcome> {
  let pullRequest: Record<string, unknown> | undefined;
  try {
    pullRequest = await pullRequestOf(env.GITHUB_EVENT_PATH);
  } catch (error) {
    throw new Error(`the event of the workflow could not be read: ${messageOf(error)}`, { cause: error });
  }
  if (!pullRequest)
    return { none: 'This workflow runs for no pull request, so that none is told of the plan.' };
  const { number, head, base } = pullRequest;
  if (typeof number !== 'number')
    throw new Error('the event of the workflow has no number of a pull request');
  if (nameOf(head) !== nameOf(base))
    return { none: 'The pull request comes from a fork: it is not told of the plan.' };
  if (token === '')
    return { none: 'There is no token to tell the pull request of the plan with: githubToken is empty.' };
  const repository = env.GITHUB_REPOSITORY ?? String(nameOf(base));
  const apiUrl = withoutTrailing(env.GITHUB_API_URL || 'https://api.github.com', '/');
  const commit = objectOf(head).sha;
  const place = {
    limit: LIMIT - FOR_MARK,
    folds: true,
    ...(typeof commit === 'string' && { commit }),
    ...(env.GITHUB_RUN_ID && {
      runUrl: `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${repository}/actions/runs/${env.GITHUB_RUN_ID}`,
    }),
  };
  const api = githubComments({
    name: 'GitHub',
    headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
    transport: { environment: env },
    signal,
    lacking: LACKING,
    apiUrl,
    repository,
    number,
  });
  return say(comment, place, api);
}
