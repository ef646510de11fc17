import { type HttpResponse, RetryBudgetError, TransportError } from '../../http/types.ts';
import { messageOf } from '../../lib/errors.ts';
import { shortLine } from '../../lib/text/shorten.ts';
import { AzureDevOpsError, type AzureDevOpsErrorCause, type Call } from '../types.ts';
import { isStopped, isUnknownRoute } from './known-answers.ts';
import { isPlain, serviceError } from './service-error.ts';

/** A call, with its method for messages. */
export interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  call: Call;
  /** The change that the call makes. Absent where it only reads. */
  does?: 'create' | 'replace' | 'remove';
}

/** Characters of the subject in a message. It has names in it, which may be of any length. */
const LONGEST_SUBJECT = 500;

const HINTS: Record<AzureDevOpsErrorCause, string> = {
  credential:
    'Make a new credential: this one is wrong, expired or revoked, or not meant for this organisation.',
  permission:
    'Give the token the scope for this, or its owner the permission; or take the kind out of the mapping.',
  missing:
    'It does not exist, or the credential may not see it: give it access, or take the kind out of the mapping.',
  refused: 'Azure DevOps does not take this request: see the options of the kind in the mapping.',
  unavailable: 'Azure DevOps is busy or in trouble. The next run tries again.',
  transport: 'Check the network, the proxy and the organisation URL.',
  'too-large': 'If it is as large as that, raise maxAnswerSize.',
  malformed: 'Something on the way, such as a proxy, may have put its own page in place of the answer.',
};

const TRANSPORT_HINTS: Partial<Record<TransportError['code'], string>> = {
  dns: 'Check the organisation URL; where names are resolved by a proxy, set the proxy.',
  tls: "Give the authority that signed the certificate: the agent's setting or NODE_EXTRA_CA_CERTS.",
  proxy: "Check the proxy's address, its credentials and what it lets through.",
};

const REJECTED = 'the credential was not accepted by Azure DevOps';

const STOPPED =
  'Whoever administers it can start it again: an owner or administrator of the organisation by signing in to it in a browser, else Microsoft’s support; on a Server its administrator, in the administration console.';

/** A route that every organisation has: where it is missing, so is the organisation. */
const HAS_EVERY_ORGANISATION = '_apis/projects';

/** Hints for errors that must be mended in Azure DevOps itself, by the error's number. */
const REPAIRS: Readonly<Record<string, string>> = {
  TF400497:
    'Set a valid backlog iteration for this team: Project settings, Team configuration, Iterations. Until then its boards, columns and iterations stay as they are in Port.',
};

const redirectsToSignIn = ({ status, headers }: HttpResponse): boolean =>
  status >= 300 && status < 400 && /_signin|\/login|\/\/login\.|signin/i.test(headers.location ?? '');

/** Whether an answer refuses the credential: 401, or the service's sign-in page as a 203 or by a redirect. */
export const isSignIn = (response: HttpResponse): boolean =>
  response.status === 401 || response.status === 203 || redirectsToSignIn(response);

const causeOf = (status: number): AzureDevOpsErrorCause => {
  if (status === 403) return 'permission';
  if (status === 404) return 'missing';
  if (status === 429 || status >= 500) return 'unavailable';
  return status >= 400 ? 'refused' : 'malformed';
};

/** An AzureDevOpsError that names the call: `Could not read the branches …: problem (GET route: 404).` */
export const failure = (
  { method, call, does }: Asked,
  problem: string,
  details: {
    status?: number;
    cause: AzureDevOpsErrorCause;
    code?: string;
    number?: string;
    hint?: string;
    isOwn?: boolean;
    lapsed?: boolean;
    error?: unknown;
  },
): AzureDevOpsError => {
  const what = shortLine(call.what, LONGEST_SUBJECT);
  const place = `${method} ${call.path.route}${details.status === undefined ? '' : `: ${details.status}`}`;
  return new AzureDevOpsError(
    `Could not ${does ?? 'read'} ${what}: ${problem.replace(/\.$/, '')} (${place}).`,
    {
      hint: HINTS[details.cause],
      ...details,
      call: { what, route: call.path.route },
    },
  );
};

/** The error of a 200 that is not what the API promises. */
export const malformed = (asked: Asked, problem: string, error?: unknown): AzureDevOpsError =>
  failure(asked, problem, { status: 200, cause: 'malformed', error });

/**
 * Throws the AzureDevOpsError of any answer but a whole 200. A part of an answer (206), and one that something on the
 * way has made (203) or encoded in its own way, are failures. A 204 passes: the caller knows what it means.
 */
export function expectSuccess(response: HttpResponse, asked: Asked): void {
  const { status } = response;
  if (response.takenBefore) {
    throw failure(asked, `${REJECTED}, which had taken it for as much in this run`, {
      status,
      cause: 'credential',
      hint: 'It expired or was revoked meanwhile, or its owner lacks a permission just here.',
      lapsed: true,
    });
  }
  if (isSignIn(response)) {
    const problem =
      status === 401
        ? [REJECTED, serviceError(response).message].filter(Boolean).join(': ')
        : `${REJECTED}, which answered with its sign-in page`;
    throw failure(asked, problem, { status, cause: 'credential' });
  }
  if (status === 204) return;
  if (status >= 200 && status < 300) {
    if (status !== 200)
      throw failure(asked, 'the answer is not the whole one', { status, cause: 'malformed' });
    if (!isPlain(response)) throw malformed(asked, 'the answer is packed as nobody asked for');
    return;
  }
  if (status >= 300 && status < 400) {
    throw failure(asked, 'the answer leads elsewhere, where the credential must not go', {
      status,
      cause: 'refused',
      hint: 'Check the organisation URL: it may have been renamed.',
    });
  }
  throw statusFailure(response, asked);
}

/** The error of an answer with a status of 400 or more. */
function statusFailure(response: HttpResponse, asked: Asked): AzureDevOpsError {
  const { status } = response;
  const { message, code, number, isOwn } = serviceError(response);
  if (isStopped(response)) {
    return failure(asked, ['the organisation is stopped', message].filter(Boolean).join(': '), {
      status,
      cause: 'unavailable',
      code: 'TF24668',
      hint: STOPPED,
    });
  }
  const cause = causeOf(status);
  if (cause === 'missing' && asked.call.path.route === HAS_EVERY_ORGANISATION) {
    return failure(asked, 'there is no organisation at this URL', {
      status,
      cause,
      ...(code && { code }),
      hint: 'Check the organisation URL: it may have been renamed, or the credential may not see it.',
    });
  }
  if (isUnknownRoute(response)) {
    return failure(asked, 'this server has no such API', {
      status,
      cause: 'missing',
      hint: 'An older Azure DevOps Server does not have it; else check the URL of the organisation or collection.',
    });
  }
  const hint = isOwn && number ? REPAIRS[number] : undefined;
  return failure(asked, message || 'the request failed', {
    status,
    cause,
    isOwn,
    ...(code && { code }),
    ...(number && { number }),
    ...(hint && { hint }),
  });
}

/** An error of the http layer as an AzureDevOpsError; any other stays what it is, the reason of an abort too. */
export function thrownAs(error: unknown, asked: Asked): unknown {
  if (error instanceof RetryBudgetError) {
    return failure(asked, messageOf(error), { cause: 'unavailable', error });
  }
  if (!(error instanceof TransportError) || error.code === 'aborted') return error;
  if (error.code === 'too-large') return failure(asked, messageOf(error), { cause: 'too-large', error });
  const hint = TRANSPORT_HINTS[error.code];
  return failure(asked, messageOf(error), { cause: 'transport', error, ...(hint && { hint }) });
}
