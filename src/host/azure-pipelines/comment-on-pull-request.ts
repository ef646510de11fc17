import { filledIn } from '../../inputs/undefined-variable.ts';
import { say } from '../pull-request/say.ts';
import type { CommentOutcome, PullRequestComment } from '../pull-request/types.ts';
import type { Host } from '../types.ts';
import { azureReposComments } from './azure-repos-comments.ts';
import { connectionToken } from './environment.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/** Most UTF-16 units of a comment, as .NET counts them. */
const LIMIT = 150_000;

/** The organisation's name: `contoso` of `https://dev.azure.com/contoso` and of `https://contoso.visualstudio.com`. */
const organisationName = (url: string): string => {
  const { hostname, pathname } = new URL(url);
  if (hostname.endsWith('.visualstudio.com')) return hostname.split('.')[0] ?? '';
  return pathname.split('/').filter(Boolean).at(-1) ?? hostname;
};

const lacking = (project: string, organisation: string): string =>
  `Give "Contribute to pull requests" (Project settings, Repositories, Security) to "${project} Build Service (${organisation})", or where jobs are not limited to their project to "Project Collection Build Service (${organisation})".`;

/** Comments on the pull request that a pipeline validates. Throws where Azure Repos does not take it. */
export async function commentOnPullRequest(
  comment: PullRequestComment,
  { tl, ambient, signal }: { tl: TaskLibrary; ambient: Host['ambient']; signal: AbortSignal },
): Promise<CommentOutcome> {
  const variable = (name: string) => filledIn(tl.getVariable(name));
  const id = variable('System.PullRequest.PullRequestId');
  const provider = variable('Build.Repository.Provider') ?? 'TfsGit';
  if (!id && !variable('System.PullRequest.PullRequestNumber'))
    return { none: 'This run is for no pull request, so that none is told of the plan.' };
  if (provider !== 'TfsGit')
    return {
      none: `The repository is of another service (${provider}), for which a pipeline has no token: its pull request is not told of the plan.`,
    };
  if (variable('System.PullRequest.IsFork')?.toLowerCase() === 'true')
    return { none: 'The pull request comes from a fork: it is not told of the plan.' };
  const collectionUrl = ambient.organizationUrl;
  const project = variable('System.TeamProject');
  const repository = variable('Build.Repository.ID');
  if (!id || !collectionUrl || !project || !repository)
    throw new Error('the agent does not say of which pull request this run is');
  const token = connectionToken(tl) ?? ambient.jobToken;
  if (!token) return { none: 'The job has no token to tell the pull request of the plan with.' };
  const build = variable('Build.BuildId');
  const commit = variable('System.PullRequest.SourceCommitId');
  const place = {
    limit: LIMIT,
    folds: false,
    ...(commit && { commit }),
    ...(build && {
      runUrl: `${collectionUrl}/${encodeURIComponent(project)}/_build/results?buildId=${encodeURIComponent(build)}`,
    }),
  };
  const { proxy, certificates } = ambient;
  const api = azureReposComments({
    name: 'Azure Repos',
    headers: { authorization: `Bearer ${token}` },
    transport: { proxy, certificates, environment: process.env },
    signal,
    lacking: lacking(project, organisationName(collectionUrl)),
    collectionUrl,
    project: variable('System.TeamProjectId') ?? project,
    repository,
    id,
  });
  return say(comment, place, api);
}
