import { createReadStream } from 'node:fs';
import { parseOrganisationUrl } from '../azure-devops/organisation.ts';
import { compactEvent } from '../events/compact-event.ts';
import { eventPayload } from '../events/event-payload.ts';
import { at, type Fact } from '../events/facts.ts';
import { readEvent } from '../events/read-event.ts';
import type { EventReading } from '../events/types.ts';
import type { Host } from '../host/types.ts';
import { messageOf } from '../lib/errors.ts';
import type { InputReader } from './reader.ts';
import type { Settings } from './types.ts';

/** Most bytes of a payload. The service sends up to 2 MB, and GitHub wraps that. */
const LARGEST = 4 * 2 ** 20;

const PAGE = 'what an event needs is in docs/events.md';

/**
 * The event of a run with `mode: event`: text, or a file with it; on GitHub also what the workflow was started with.
 * What is wrong with it is a problem of the reader's, and nothing of the payload is told but the name of a type.
 */
export const readEventInput = async (
  host: Host,
  reader: InputReader,
  mode: Settings['mode'],
  organizationUrls: readonly string[],
): Promise<EventReading | undefined> => {
  const given = reader.given('event');
  if (mode !== 'event') {
    if (given) reader.problem(given.where, `It belongs to mode: event, and the mode is ${mode}.`);
    return undefined;
  }
  const path = host.name === 'github-actions' ? host.environment.GITHUB_EVENT_PATH?.trim() : undefined;
  const source = given ?? (path ? { value: path, where: 'GITHUB_EVENT_PATH' } : undefined);
  if (!source) {
    reader.problem(
      host.inputLabel('event'),
      'It is missing.',
      `Give the event as JSON, or a file with it: ${PAGE}.`,
    );
    return undefined;
  }
  const { value, where } = source;
  let payload: Fact;
  try {
    payload = eventPayload(isJson(value) ? value : await fileText(value));
  } catch (error) {
    reader.problem(
      where,
      wordsOf(error, value),
      `It has to be the event's JSON, or the path of a file with it: ${PAGE}.`,
    );
    return undefined;
  }
  const organisations = organizationUrls.map((url) => parseOrganisationUrl(url));
  const reading = { ...readEvent(payload, { organisations }), type: typeIn(payload) };
  if (reading.outcome === 'unreadable')
    reader.problem(
      where,
      'It is no event of Azure DevOps: it has no eventType and resource.',
      hintFor(host, given === undefined),
    );
  if (reading.outcome === 'without_id')
    reader.problem(
      where,
      `The event ${reading.type} does not say what changed.`,
      `The least that it needs: ${JSON.stringify(compactEvent(reading.type))}. Let the subscription send all resource details, or pass more on.`,
    );
  return reading;
};

/** Whether a text is meant as JSON and not as a path, which begins with none of these characters. */
const isJson = (text: string): boolean => /^[[{"]/.test(text);

/** The event type of a payload, for a message. Told only where it has the form of one, since it comes from outside. */
const typeIn = (payload: Fact): string => {
  const type = at(payload, 'eventType');
  return typeof type === 'string' && /^[\w.-]{1,100}$/.test(type) ? type : 'other';
};

const hintFor = ({ environment }: Host, isWorkflow: boolean): string =>
  isWorkflow
    ? `The workflow was started by ${environment.GITHUB_EVENT_NAME || 'something else'}. Start it by repository_dispatch with the event as client_payload, or give it in event: ${PAGE}.`
    : `${PAGE.charAt(0).toUpperCase()}${PAGE.slice(1)}.`;

/** The text of a file, which may be a pipe. Throws with the reason for the user. */
const fileText = async (path: string): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST) throw new Error(`it is larger than ${LARGEST / 2 ** 20} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
};

const wordsOf = (error: unknown, value: string): string => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE')
    return 'It is neither JSON nor a file that is there.';
  const what = isJson(value) ? 'It' : 'The file';
  return code === undefined
    ? `${what} cannot be used: ${messageOf(error)}.`
    : `The file cannot be read: ${code}.`;
};
