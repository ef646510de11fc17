import { bodyText } from '../../http/body-text.ts';
import type { HttpResponse } from '../../http/types.ts';

/** Bytes of a body that are looked at: enough to know it by, few of a page in its place. */
const HEAD = 4096;

const headOf = ({ body }: HttpResponse): string => bodyText(body.subarray(0, HEAD));

/**
 * Whether the organisation, or a Server's collection, is stopped: a 503 that stays until somebody starts it again. As
 * recorded: JSON with a byte order mark, and the same in a header.
 */
export const isStopped = (response: HttpResponse): boolean =>
  response.status === 503 &&
  /\bTF24668\b/.test(`${response.headers['x-tfs-serviceerror'] ?? ''} ${headOf(response)}`);

/** Whether no route of the service has this form: a 404 in plain text, before any API is reached. */
export const isUnknownRoute = (response: HttpResponse): boolean =>
  response.status === 404 &&
  /^\s*text\/plain/i.test(response.headers['content-type'] ?? '') &&
  /^\s*The controller for path /.test(headOf(response));
