import { bodyJson } from '../../http/body-json.ts';
import type { HttpResponse } from '../../http/types.ts';
import { TooDeep } from '../../lib/values/json.ts';
import { breachOf, isObject } from '../shape.ts';
import type { ListCall } from '../types.ts';
import { type Asked, failure, malformed } from './answers.ts';
import { isHtml, isJson, mediaType } from './media-type.ts';
import { otherItem, parentCheck } from './own-parent.ts';

/** A call for a list, with its method for messages. */
export interface AskedList extends Asked {
  call: ListCall;
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
  if (!isJson(response))
    throw malformed(asked, `the answer is no JSON but ${mediaType(response) || 'untold'}`);
  try {
    return bodyJson(response.body);
  } catch (error) {
    const wrong = error instanceof TooDeep ? `is of no use: ${error.message}` : 'is not whole JSON';
    throw malformed(asked, `the answer of ${response.body.length} bytes ${wrong}`, error);
  }
}

/** Headers of every answer of the service's own. */
const OWN_MARKS = ['x-vss-e2eid', 'x-tfs-session', 'x-tfs-processid'];
/** Media types that the service gives to files by their ending. Pages and programs it sends as octet-stream. */
const FILE_TYPE = /^(?:text\/plain|(?:image|audio|video)\/[\w.+-]+)$/;

/**
 * A file's content. Any bytes can be a file, so that only the answer's head tells: it must be octet-stream, or a type
 * that the service gives to files together with its own headers, and its end must be proven.
 */
export function bytesOf(response: HttpResponse, asked: Asked): Buffer {
  const type = mediaType(response);
  const isMarked =
    OWN_MARKS.some((name) => response.headers[name]) ||
    /^\s*attachment\b/i.test(response.headers['content-disposition'] ?? '');
  if (response.status !== 200) throw malformed(asked, `the answer has no content (${response.status})`);
  if (type !== (asked.call.accept ?? 'application/octet-stream') && !(isMarked && FILE_TYPE.test(type)))
    throw malformed(asked, `the answer is no file but ${type || 'untold'}`);
  if (response.openEnded) throw malformed(asked, 'nothing tells whether the answer is whole');
  return response.body;
}

/** The object of an answer, with all members that it must have. Throws `malformed` on anything else. */
export function objectOf(json: unknown, asked: Asked): unknown {
  const { needs = {}, mayBeNone } = asked.call;
  if (json === undefined && mayBeNone) return undefined;
  if (!isObject(json)) throw malformed(asked, 'the answer is no object');
  const breach = breachOf(json, needs) ?? parentCheck(asked.call)(json) ?? otherItem(asked.call, json);
  if (breach) throw malformed(asked, `the answer ${breach}`);
  if (Array.isArray(json.value)) expectCount(json, json.value, asked);
  return json;
}

/** The list in an answer, under one of the names. Throws `malformed` where an item is not what the call says. */
export function listOf<T>(json: unknown, names: readonly string[], asked: AskedList): readonly T[] {
  const { key, has, nulls } = asked.call;
  const name = isObject(json) ? (names.find((one) => json[one] !== undefined) ?? names[0]) : names[0];
  const items = isObject(json) ? json[name ?? ''] : undefined;
  if (!isObject(json) || !Array.isArray(items))
    throw malformed(asked, `the answer has no list "${names[0]}"`);
  expectCount(json, items, asked);
  const ofParent = parentCheck(asked.call);
  const checks = { ...key, ...has };
  for (const [position, item] of items.entries()) {
    if (item === null && nulls) continue;
    const breach = isObject(item) ? (breachOf(item, checks) ?? ofParent(item, position)) : 'is no object';
    if (breach) throw malformed(asked, `item ${position + 1} of ${items.length} ${breach}`);
  }
  return items;
}

/** Throws where an answer counts more items than it holds, being cut on the way, or counts none. Some have no count. */
function expectCount({ count }: Record<string, unknown>, items: readonly unknown[], asked: Asked): void {
  if (count === undefined || count === null) return;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw malformed(asked, 'the answer has no number of items under "count"');
  if (count > items.length)
    throw malformed(asked, `the answer counts ${count} items and holds ${items.length}`);
}
