import { bodyJson } from '../http/body-json.ts';
import { type HttpResponse, TransportError, type TransportErrorCode } from '../http/types.ts';
import { messageOf } from '../lib/errors.ts';
import { shorten } from '../lib/text/shorten.ts';
import { TooDeep } from '../lib/values/json.ts';
import { PortError, type PortErrorCause } from './port-error.ts';

/** The call of an answer, for messages. */
export interface AskedFor {
  method: string;
  route: string;
}

const hints: Partial<Record<PortErrorCause, string>> = {
  permission:
    'The client id of Port may not do this: use the credentials of an organisation admin (Port, Credentials).',
  unavailable: 'Port is not answering as it should: see https://status.port.io and try again later.',
  transport: 'Check that this machine reaches Port: base URL, proxy, firewall and certificates.',
  'answer-too-large': 'If it is as large as that, raise maxAnswerSize.',
  malformed: 'Is the base URL that of Port’s API, such as https://api.getport.io and not of its web page?',
};

const transportHints: Partial<Record<TransportErrorCode, string>> = {
  tls: "Give the authority that signed the certificate: the agent's setting or NODE_EXTRA_CA_CERTS.",
  proxy: "Check the proxy's address, its credentials and what it lets through.",
};

const causeOfStatus = (status: number): PortErrorCause => {
  if (status === 401) return 'credential';
  if (status === 403) return 'permission';
  if (status === 404) return 'missing';
  if (status === 413) return 'too-large';
  if (status === 429 || status >= 500) return 'unavailable';
  return status >= 400 ? 'invalid' : 'malformed';
};

/** Characters of a message of Port's: more than any has, fit for a log line. */
const maximumText = 500;

/** Port's error name and message in a body; undefined where it has none. */
export const errorOf = (body: unknown): { error: string | undefined; message: string | undefined } => {
  if (typeof body !== 'object' || body === null) return { error: undefined, message: undefined };
  const { error, message } = body as { error?: unknown; message?: unknown };
  return {
    error: typeof error === 'string' ? shorten(error, maximumText) : undefined,
    message: typeof message === 'string' ? shorten(message, maximumText) : undefined,
  };
};

/** The JSON of an answer; undefined for an empty body. Throws PortError `malformed` where it is no JSON. */
export const jsonOf = (response: HttpResponse, asked: AskedFor): unknown => {
  if (response.body.length === 0) return undefined;
  try {
    return bodyJson(response.body);
  } catch (origin) {
    const without = origin instanceof TooDeep ? `with JSON, but ${origin.message}` : 'without JSON';
    throw new PortError(`${asked.method} ${asked.route} was answered ${response.status} ${without}.`, {
      status: response.status,
      cause: 'malformed',
      route: asked.route,
      hint: hints.malformed,
      origin,
    });
  }
};

/** The error of an answer outside 2xx. */
export const failureOf = (response: HttpResponse, asked: AskedFor): PortError => {
  const cause = causeOfStatus(response.status);
  const { error, message } = errorOf(looseJson(response.body));
  const said = [error, message].filter(Boolean).join(': ');
  return new PortError(
    `${asked.method} ${asked.route} was answered ${response.status}${said && `: ${said}`}`,
    {
      status: response.status,
      cause,
      route: asked.route,
      error,
      detail: message,
      hint: hints[cause],
    },
  );
};

/** Whether an error has the form of Port's own: JSON that says that it failed, with the error's name. */
export const isOwnError = ({ body }: HttpResponse): boolean => {
  const json = looseJson(body);
  return isObject(json) && json.ok === false && isText(json.error);
};

/** The JSON of a body; undefined where it is none. */
const looseJson = (body: Buffer): unknown => {
  try {
    return bodyJson(body);
  } catch {
    return undefined;
  }
};

/**
 * A transport error as a PortError. The reason of an abort stays what it is, and RetryBudgetError too: it ends the run,
 * not the call alone.
 */
export const thrownAs = (thrown: unknown, asked: AskedFor): unknown => {
  if (!(thrown instanceof TransportError) || thrown.code === 'aborted') return thrown;
  const cause = thrown.code === 'too-large' ? 'answer-too-large' : 'transport';
  return new PortError(`${asked.method} ${asked.route} got no answer: ${messageOf(thrown)}`, {
    cause,
    route: asked.route,
    hint: transportHints[thrown.code] ?? hints[cause],
    origin: thrown,
  });
};

/** The member of an answer that the API promises. Throws PortError `malformed` where it is not there. */
export const promised = <T>(
  body: unknown,
  member: string,
  is: (value: unknown) => boolean,
  asked: AskedFor,
): T => {
  const value = (body as Record<string, unknown> | null | undefined)?.[member];
  if (is(value)) return value as T;
  throw new PortError(`${asked.method} ${asked.route} was answered without "${member}".`, {
    cause: 'malformed',
    route: asked.route,
    hint: hints.malformed,
  });
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfObjects = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.every(isObject);

/** The check of a list of objects that each have a text under these names. */
export const isListWith =
  (...names: readonly string[]) =>
  (value: unknown): value is Record<string, unknown>[] =>
    isListOfObjects(value) && value.every((one) => names.every((name) => isText(one[name])));

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
