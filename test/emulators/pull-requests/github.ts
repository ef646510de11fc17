import type { Clock } from '../../../src/lib/async/clock.ts';
import { createEmulator } from '../kit/emulator.ts';
import { type Call, createRouter } from '../kit/router.ts';
import type { EmulatedResponse, Emulator } from '../types.ts';

/** A token, whose it is, and what it may do about pull requests. */
export interface GitHubToken {
  token: string;
  login: string;
  /** A bot's is of an app, which GitHub tells no user of. */
  type: 'Bot' | 'User';
  pullRequests: 'none' | 'read' | 'write';
}

export interface GitHubComment {
  id: number;
  body: string;
  user: { login: string; type: 'Bot' | 'User' };
}

export interface GitHubOptions {
  clock: Clock;
  tokens: readonly GitHubToken[];
  /** `owner/name` */
  repository: string;
  number: number;
  /** `/api/v3` of an Enterprise Server. */
  path?: string;
}

export interface GitHubEmulator extends Emulator {
  readonly comments: GitHubComment[];
  /** A comment that somebody wrote. */
  write(user: GitHubComment['user'], body: string): GitHubComment;
}

/** Characters of a body, counted so that no other way to count makes more of them. */
const LONGEST = 65_536;

const refusal = (status: number, message: string, more: object = {}): EmulatedResponse => ({
  status,
  body: { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

const notFound = () => refusal(404, 'Not Found');
const forbidden = () => refusal(403, 'Resource not accessible by integration');

const tooLong = () =>
  refusal(422, 'Validation Failed', {
    errors: [
      {
        resource: 'IssueComment',
        code: 'unprocessable',
        field: 'data',
        message: 'Body is too long (maximum is 65536 characters)',
      },
    ],
  });

/** The number of a query parameter within its range; the usual one where it is not given. */
const numberIn = (text: string | null, usual: number, most: number): number => {
  const value = text === null ? usual : Number(text);
  return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : usual;
};

/** GitHub's REST API of issue comments, of one pull request (docs.github.com, *Issue comments*, *Pagination*). */
export function createGitHubEmulator(options: GitHubOptions): GitHubEmulator {
  const { number, path = '' } = options;
  const comments: GitHubComment[] = [];
  let lastId = 4_100_000_000;
  const write: GitHubEmulator['write'] = (user, body) => {
    lastId += 1;
    const comment = { id: lastId, body, user };
    comments.push(comment);
    return comment;
  };
  const router = createRouter({ unknown: notFound });
  const on = (route: string, right: 'read' | 'write', answer: Answer) =>
    router.on(route, authorised(options, right, answer));
  const ofPullRequest = `${path}/repos/{owner}/{repo}/issues/{number}/comments`;
  on(`GET ${ofPullRequest}`, 'read', (call) =>
    call.parameters.number === String(number) ? pageOf(comments, call) : notFound(),
  );
  on(`POST ${ofPullRequest}`, 'write', (call, { login, type }) => {
    if (call.parameters.number !== String(number)) return notFound();
    const body = bodyOf(call);
    return typeof body === 'string' ? { status: 201, body: write({ login, type }, body) } : body;
  });
  on(`PATCH ${path}/repos/{owner}/{repo}/issues/comments/{id}`, 'write', (call) => {
    const comment = comments.find(({ id }) => String(id) === call.parameters.id);
    if (!comment) return notFound();
    const body = bodyOf(call);
    if (typeof body !== 'string') return body;
    comment.body = body;
    return { status: 200, body: comment };
  });
  on(`GET ${path}/user`, 'read', (_call, { login, type }) =>
    type === 'Bot' ? forbidden() : { status: 200, body: { login, type } },
  );

  const emulator = createEmulator({ name: 'GitHub', clock: options.clock, resolve: router.resolve });
  return Object.assign(emulator, { comments, write });
}

type Answer = (call: Call, token: GitHubToken) => EmulatedResponse;

/** An answer for callers whose token has a right to the repository. */
const authorised =
  ({ tokens, repository }: GitHubOptions, right: 'read' | 'write', answer: Answer) =>
  (call: Call): EmulatedResponse => {
    const [scheme, value] = (call.request.headers.authorization ?? '').split(' ');
    const token = tokens.find((one) => /^(?:bearer|token)$/i.test(scheme ?? '') && one.token === value);
    if (!token) return refusal(401, 'Bad credentials');
    const version = call.request.headers['x-github-api-version'];
    if (version !== undefined && version !== '2022-11-28') return refusal(400, 'Unsupported API version');
    if (!call.request.headers['user-agent']) return refusal(403, 'Request forbidden by administrative rules');
    const { owner, repo } = call.parameters;
    if (owner !== undefined && `${owner}/${repo}` !== repository) return notFound();
    if (owner !== undefined && token.pullRequests === 'none') return forbidden();
    if (right === 'write' && token.pullRequests !== 'write') return forbidden();
    return answer(call, token);
  };

const bodyOf = (call: Call): string | EmulatedResponse => {
  const given = (call.json() ?? {}) as { body?: unknown };
  if (typeof given.body !== 'string' || given.body.trim() === '')
    return refusal(422, 'Validation Failed', {
      errors: [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
    });
  return given.body.length > LONGEST ? tooLong() : given.body;
};

const pageOf = (comments: readonly GitHubComment[], { query, request }: Call): EmulatedResponse => {
  const size = numberIn(query.get('per_page'), 30, 100);
  const page = numberIn(query.get('page'), 1, Number.MAX_SAFE_INTEGER);
  const more = comments.length > page * size;
  const next = new URL(request.url);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    ...(more && { headers: { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } }),
    body: comments.slice((page - 1) * size, page * size),
  };
};
