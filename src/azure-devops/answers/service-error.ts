import { bodyJson } from '../../http/body-json.ts';
import type { HttpResponse } from '../../http/types.ts';
import { shortLine } from '../../lib/text/shorten.ts';
import { isObject } from '../shape.ts';
import { isJson } from './media-type.ts';

/** The error in an answer's body. */
interface ServiceError {
  /** The service's words on one line, cut to a length: whatever is on the way can say what it likes. */
  message: string;
  /** The `typeKey`, else the number. */
  code?: string;
  /** VS or TF and digits, as in `TF401174`. */
  number?: string;
  /** Whether it has the service's form: JSON with the seven members that all its recorded errors have. */
  isOwn: boolean;
}

/** Characters of a message: more than any recorded one has. */
const LONGEST_MESSAGE = 1_000;
/** Characters of a typeKey, the name of a class. */
const LONGEST_CODE = 200;

const text = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The error of an answer; without a message where its body is none in JSON. */
export function serviceError(response: HttpResponse): ServiceError {
  let body: unknown;
  try {
    body = bodyJson(response.body);
  } catch {
    return { message: '', isOwn: false };
  }
  if (!isObject(body)) return { message: '', isOwn: false };
  const { message, typeKey, typeName, innerException, errorCode, eventId, $id } = body;
  const number = text(message) ? /\b(?:VS|TF)\d{5,}\b/.exec(message)?.[0] : undefined;
  const code = text(typeKey) && typeKey.length <= LONGEST_CODE ? typeKey : number;
  const isOwn =
    isJson(response) &&
    isPlain(response) &&
    text($id) &&
    text(message) &&
    text(typeName) &&
    text(typeKey) &&
    (innerException === null || isObject(innerException)) &&
    Number.isInteger(errorCode) &&
    Number.isInteger(eventId);
  return {
    message: text(message) ? shortLine(message, LONGEST_MESSAGE) : '',
    ...(code && { code }),
    ...(number && { number }),
    isOwn,
  };
}

/** Whether the body has no encoding but gzip, which the transport has unpacked. */
export const isPlain = ({ headers }: HttpResponse): boolean =>
  /^(?:|identity|gzip|x-gzip)$/i.test((headers['content-encoding'] ?? '').trim());
