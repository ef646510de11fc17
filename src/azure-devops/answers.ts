import { messageOf } from '../errors.ts';
import { textOf } from '../http/body.ts';
import { type HttpResponse, RetryBudgetError, TransportError } from '../http/types.ts';
import { parseJson, TooDeep } from '../json.ts';
import { isStopped, isUnknownRoute } from './known-answers.ts';
import { AzureDevOpsError, type AzureDevOpsErrorCause, type Call } from './types.ts';

/** A call as messages name it. */
export interface Asked {
  method: 'GET' | 'POST';
  call: Call;
}

const HINTS: Record<AzureDevOpsErrorCause, string> = {
  credential: 'The credential is wrong, expired or revoked, or not meant for this organisation.',
  permission: 'The credential lacks a scope, or its owner a permission, for this.',
  missing: 'It does not exist, or the credential may not see it.',
  refused: 'Azure DevOps does not take this request.',
  unavailable: 'Azure DevOps is busy or in trouble. The next run tries again.',
  transport: 'Check the network, the proxy and the organisation URL.',
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

/** Every organisation has it: where it is missing, so is the organisation. */
const HAS_EVERY_ORGANISATION = '_apis/projects';

const isHtml = (response: HttpResponse): boolean =>
  /^\s*text\/html/i.test(response.headers['content-type'] ?? '');

const redirectsToSignIn = ({ status, headers }: HttpResponse): boolean =>
  status >= 300 && status < 400 && /_signin|\/login|\/\/login\.|signin/i.test(headers.location ?? '');

/** The service's ways to say that the credential is not good: 401, or its sign-in page as 203 or by a redirect. */
export const isSignIn = (response: HttpResponse): boolean =>
  response.status === 401 || response.status === 203 || redirectsToSignIn(response);

const causeOf = (status: number): AzureDevOpsErrorCause => {
  if (status === 403) return 'permission';
  if (status === 404) return 'missing';
  if (status === 429 || status >= 500) return 'unavailable';
  return status >= 400 ? 'refused' : 'malformed';
};

/** The body's own words, if it is one of the service's errors. */
export function serviceError(response: HttpResponse): { message: string; code?: string } {
  let body: { message?: unknown; typeKey?: unknown };
  try {
    body = parseJson(textOf(response.body)) ?? {};
  } catch {
    return { message: '' };
  }
  const message = typeof body.message === 'string' ? body.message : '';
  const number = /\b(?:VS|TF)\d{5,}\b/.exec(message)?.[0];
  const code = typeof body.typeKey === 'string' && body.typeKey ? body.typeKey : number;
  return { message, ...(code && { code }) };
}

const failure = (
  { method, call }: Asked,
  problem: string,
  details: {
    status?: number;
    cause: AzureDevOpsErrorCause;
    code?: string;
    hint?: string;
    isPage?: boolean;
    lapsed?: boolean;
    error?: unknown;
  },
): AzureDevOpsError => {
  const place = `${method} ${call.path.route}${details.status === undefined ? '' : `: ${details.status}`}`;
  return new AzureDevOpsError(`Could not read ${call.what}: ${problem.replace(/\.$/, '')} (${place}).`, {
    hint: HINTS[details.cause],
    ...details,
    call: { what: call.what, route: call.path.route },
  });
};

export const malformed = (asked: Asked, problem: string, error?: unknown): AzureDevOpsError =>
  failure(asked, problem, { status: 200, cause: 'malformed', error });

/** Throws the AzureDevOpsError of any answer but the 2xx that were asked for. */
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
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400) {
    throw failure(asked, 'the answer leads elsewhere, where the credential must not go', {
      status,
      cause: 'refused',
      hint: 'Check the organisation URL: it may have been renamed.',
    });
  }
  const { message, code } = serviceError(response);
  if (isStopped(response)) {
    throw failure(asked, ['the organisation is stopped', message].filter(Boolean).join(': '), {
      status,
      cause: 'unavailable',
      code: 'TF24668',
      hint: STOPPED,
    });
  }
  if (isUnknownRoute(response)) {
    throw failure(asked, 'this server has no such API', {
      status,
      cause: 'missing',
      isPage: true,
      hint: 'An older Azure DevOps Server does not have it; else check the URL of the organisation or collection.',
    });
  }
  const cause = causeOf(status);
  if (cause === 'missing' && asked.call.path.route === HAS_EVERY_ORGANISATION) {
    throw failure(asked, 'there is no organisation at this URL', {
      status,
      cause,
      ...(code && { code }),
      hint: 'Check the organisation URL: it may have been renamed, or the credential may not see it.',
    });
  }
  const isPage = isHtml(response);
  throw failure(asked, message || 'the request failed', { status, cause, isPage, ...(code && { code }) });
}

/** The JSON of an answer; undefined for a 204. */
export function jsonOf(response: HttpResponse, asked: Asked): unknown {
  if (response.status === 204) return undefined;
  if (isHtml(response)) {
    throw failure(asked, 'the answer is a page instead of data, most likely the one to sign in', {
      status: response.status,
      cause: 'credential',
    });
  }
  try {
    return parseJson(textOf(response.body));
  } catch (error) {
    const wrong = error instanceof TooDeep ? `is of no use: ${error.message}` : 'is not whole JSON';
    throw malformed(asked, `the answer of ${response.body.length} bytes ${wrong}`, error);
  }
}

/** The object that an answer is, with all that it must have. Anything else is no answer, least of all an empty one. */
export function objectOf(json: unknown, asked: Asked): unknown {
  const { needs = [], mayBeNone } = asked.call;
  if (json === undefined && mayBeNone) return undefined;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed(asked, 'the answer is no object');
  }
  const missing = needs.find((name) => ((json as Record<string, unknown>)[name] ?? undefined) === undefined);
  if (missing) throw malformed(asked, `the answer has no "${missing}"`);
  return json;
}

/** What was thrown instead of an answer; the reason of an abort stays what it is. */
export function thrownAs(error: unknown, asked: Asked): unknown {
  if (error instanceof RetryBudgetError) {
    return failure(asked, messageOf(error), { cause: 'unavailable', error });
  }
  if (!(error instanceof TransportError) || error.code === 'aborted') return error;
  const hint = TRANSPORT_HINTS[error.code];
  return failure(asked, messageOf(error), { cause: 'transport', error, ...(hint && { hint }) });
}
