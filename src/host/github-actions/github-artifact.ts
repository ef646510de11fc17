import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { DefaultArtifactClient } from '@actions/artifact';
import { messageOf } from '../../lib/errors.ts';

/** A workflow run's attempts and jobs share their artifacts, which cannot be changed: then another name is tried. */
const MOST_NAMES = 20;

const taken = (error: unknown): boolean => /already exists|conflict|409/i.test(messageOf(error));

const nameFor = (name: string, attempt: number): string => (attempt === 1 ? name : `${name}-${attempt}`);

/** Answers after which another try is worth it, besides those of 500 and more. */
const passing = new Set([408, 429]);
/** Milliseconds in which the client itself ends on a refusal whose words it can read. */
const GRACE_MS = 1_000;

/**
 * The client tries again for half a minute whatever refuses it in words that are no JSON, as something on the way does.
 * Its answers are seen beside it, so that a refusal ends the upload.
 */
const unlessRefused = async <T>(upload: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  let refuse: (refusal: Error) => void = () => {};
  const refused = new Promise<never>((_resolve, reject) => {
    refuse = reject;
  });
  const look = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const { statusCode = 0 } = response;
    const method = /^\/twirp\/.*\/(\w+)$/.exec(request.path)?.[1];
    if (!method || statusCode < 400 || statusCode > 499 || passing.has(statusCode)) return;
    const refusal = new Error(`The artifact service refused ${method} with ${statusCode}.`);
    timer ??= setTimeout(refuse, GRACE_MS, refusal);
  };
  subscribe('http.client.response.finish', look);
  try {
    return await Promise.race([upload(), refused]);
  } finally {
    clearTimeout(timer);
    unsubscribe('http.client.response.finish', look);
  }
};

/** Uploads a folder's files; resolves with the name that the artifact got. A bundle of its own: it is large. */
export const uploadArtifact = async (
  name: string,
  directory: string,
  files: readonly string[],
): Promise<string> => {
  const client = new DefaultArtifactClient();
  for (let attempt = 1; ; attempt += 1) {
    const candidate = nameFor(name, attempt);
    try {
      await unlessRefused(() => client.uploadArtifact(candidate, [...files], directory));
      return candidate;
    } catch (error) {
      if (!taken(error) || attempt === MOST_NAMES) throw error;
    }
  }
};
