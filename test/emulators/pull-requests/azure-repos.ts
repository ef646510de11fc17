import type { Clock } from '../../../src/lib/async/clock.ts';
import { createEmulator } from '../kit/emulator.ts';
import { type Call, createRouter } from '../kit/router.ts';
import type { EmulatedResponse, Emulator } from '../types.ts';

const statuses = ['unknown', 'active', 'fixed', 'wontFix', 'closed', 'byDesign', 'pending'] as const;
type ThreadStatus = (typeof statuses)[number];

export interface Identity {
  id: string;
  displayName: string;
}

export interface ThreadComment {
  id: number;
  parentCommentId: number;
  author: Identity;
  content?: string;
  commentType: string;
  isDeleted?: true;
}

export interface Thread {
  id: number;
  status?: ThreadStatus;
  comments: ThreadComment[];
  properties: Record<string, { $type: string; $value: unknown }> | null;
  isDeleted: boolean;
}

export interface AzureReposOptions {
  clock: Clock;
  token: string;
  /** The token's owner: a build service. */
  identity: Identity;
  /** Set where it has *Contribute to pull requests*. */
  contributes?: boolean;
  collection: string;
  project: { id: string; name: string };
  repository: { id: string; name: string };
  pullRequest: string;
}

export interface AzureReposEmulator extends Emulator {
  readonly threads: Thread[];
  /** A thread that somebody began. */
  begin(author: Identity, content: string, properties?: Thread['properties'], status?: ThreadStatus): Thread;
  /** Comments that are to be resolved before a merge, as the branch policy counts them. */
  blocking(): Thread[];
}

/** UTF-16 units of a comment. */
const LONGEST = 150_000;

const refusal = (status: number, typeKey: string, message: string): EmulatedResponse => ({
  status,
  body: {
    $id: '1',
    innerException: null,
    message,
    typeName: `Microsoft.TeamFoundation.Git.Server.${typeKey}, Microsoft.TeamFoundation.Git.Server`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  },
});

const invalid = (message: string) => refusal(400, 'InvalidArgumentValueException', message);
const noPullRequest = () =>
  refusal(404, 'GitPullRequestNotFoundException', 'TF401180: The requested pull request was not found.');

/** A status by its name in any case, or by its number. */
const statusOf = (given: unknown): ThreadStatus | undefined =>
  typeof given === 'number'
    ? statuses[given]
    : statuses.find((name) => name.toLowerCase() === String(given).toLowerCase());

/** The service keeps what has `$type` and `$value`, and forgets the rest without a word, as was seen. */
const kept = (given: unknown): Thread['properties'] =>
  Object.fromEntries(
    Object.entries((given ?? {}) as Thread['properties'] & object).filter(
      ([, value]) => typeof value === 'object' && value !== null && '$type' in value && '$value' in value,
    ),
  );

const contentProblem = (content: unknown): EmulatedResponse | undefined => {
  if (typeof content !== 'string' || content === '') return invalid('The comment content must not be empty.');
  return content.length > LONGEST
    ? invalid(`The comment content is longer than ${LONGEST} characters.`)
    : undefined;
};

/** The threads of one pull request of Azure Repos (Microsoft's *Pull Request Threads*). */
export function createAzureReposEmulator(options: AzureReposOptions): AzureReposEmulator {
  const { identity, collection, project } = options;
  const threads: Thread[] = [];
  const begin: AzureReposEmulator['begin'] = (author, content, properties = null, status) => {
    const comment = { id: 1, parentCommentId: 0, author, content, commentType: 'text' };
    const thread: Thread = {
      id: 140 + threads.length,
      ...(status && { status }),
      comments: [comment],
      properties,
      isDeleted: false,
    };
    threads.push(thread);
    return thread;
  };
  const router = createRouter({
    ignoreCase: true,
    unknown: () => refusal(404, 'NotFound', 'Page not found.'),
  });
  const answers = answersOf(threads, begin, identity);
  const base = `/${collection}/{project}/_apis/git/repositories/{repository}/pullRequests/{id}/threads`;
  const read = (answer: Answer): Answer => authorised(options, 'read', answer);
  const write = (answer: Answer): Answer => authorised(options, 'contribute', answer);
  router.on(`GET ${base}`, read(answers.list));
  router.on(`POST ${base}`, write(answers.create));
  router.on(`PATCH ${base}/{threadId}`, write(answers.updateThread));
  router.on(`PATCH ${base}/{threadId}/comments/{commentId}`, write(answers.updateComment));
  router.on(
    `GET /${collection}/_apis/connectionData`,
    read(() => ({ status: 200, body: { authenticatedUser: identity, instanceId: project.id } })),
  );

  const emulator = createEmulator({ name: 'Azure Repos', clock: options.clock, resolve: router.resolve });
  const blocking = () =>
    threads.filter(({ status, isDeleted }) => !isDeleted && (status === 'active' || status === 'pending'));
  return Object.assign(emulator, { threads, begin, blocking });
}

type Answer = (call: Call) => EmulatedResponse;

/** An answer for callers with a right, to requests for the one pull request that there is. */
const authorised =
  (options: AzureReposOptions, right: 'read' | 'contribute', answer: Answer): Answer =>
  (call) => {
    const { identity, contributes = true, project, repository, pullRequest } = options;
    if (call.request.headers.authorization !== `Bearer ${options.token}`)
      return { status: 401, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    const { project: ofProject, repository: ofRepository, id } = call.parameters;
    if (ofProject === undefined) return answer(call);
    for (const name of call.query.keys())
      if (name !== 'api-version') return invalid(`The emulator knows no parameter ${name}.`);
    if (call.query.get('api-version') !== '7.1')
      return refusal(400, 'VssVersionNotSpecifiedException', 'No api-version was supplied.');
    if (![project.id, project.name].includes(ofProject))
      return refusal(
        404,
        'ProjectDoesNotExistException',
        `TF200016: The project ${ofProject} does not exist.`,
      );
    if (![repository.id, repository.name].includes(ofRepository ?? ''))
      return refusal(404, 'GitRepositoryNotFoundException', 'TF401019: The Git repository does not exist.');
    if (id !== pullRequest) return noPullRequest();
    if (right === 'contribute' && !contributes)
      return refusal(
        403,
        'GitNeedsPermissionException',
        `TF401027: You need the Git 'PullRequestContribute' permission to perform this action. Details: identity 'Build\\${identity.id}', scope 'repository'.`,
      );
    return answer(call);
  };

function answersOf(threads: Thread[], begin: AzureReposEmulator['begin'], identity: Identity) {
  const threadOf = (call: Call): Thread | undefined =>
    threads.find(({ id, isDeleted }) => String(id) === call.parameters.threadId && !isDeleted);
  return {
    list: () => ({ status: 200, body: { value: threads, count: threads.length } }),
    create(call) {
      const { comments, status, properties } = call.json() as Record<string, unknown>;
      const [first] = (comments ?? []) as { content?: unknown }[];
      const problem = contentProblem(first?.content);
      if (problem) return problem;
      const wanted = status === undefined ? undefined : statusOf(status);
      if (status !== undefined && !wanted) return invalid('The status is none of a thread.');
      return { status: 200, body: begin(identity, String(first?.content), kept(properties), wanted) };
    },
    updateThread(call) {
      const thread = threadOf(call);
      if (!thread) return refusal(404, 'GitPullRequestCommentThreadNotFound', 'The thread was not found.');
      const given = call.json() as Record<string, unknown>;
      if ('properties' in given)
        return invalid('Comment thread properties cannot be updated. Parameter name: Properties');
      const wanted = statusOf(given.status);
      if (!wanted) return invalid('The status is none of a thread.');
      thread.status = wanted;
      return { status: 200, body: thread };
    },
    updateComment(call) {
      const comment = threadOf(call)?.comments.find(({ id }) => String(id) === call.parameters.commentId);
      if (!comment || comment.isDeleted) return refusal(404, 'CommentNotFound', 'The comment was not found.');
      if (comment.author.id !== identity.id)
        return refusal(403, 'CommentCannotBeUpdatedException', 'Only its author may change a comment.');
      const { content } = call.json() as { content?: unknown };
      const problem = contentProblem(content);
      if (problem) return problem;
      comment.content = String(content);
      return { status: 200, body: comment };
    },
  } satisfies Record<string, Answer>;
}
