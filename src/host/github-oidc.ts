import { UserError } from '../errors.ts';
import { createTransport } from '../http/transport.ts';
import type { Host } from './types.ts';

/** Milliseconds */
const TIMEOUT = 60_000;

const tokenIn = (body: Buffer): string | undefined => {
  try {
    return (JSON.parse(body.toString('utf8')) as { value?: string }).value;
  } catch {
    return undefined;
  }
};

/**
 * The job's own token for an audience, which Microsoft Entra takes as an assertion.
 * Throws UserError, or TransportError when no answer came.
 */
export const requestIdToken = async (environment: Host['environment'], audience: string): Promise<string> => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
  if (!address || !requestToken) {
    throw new UserError(
      'This job may not ask for a token of its own.',
      'Give it "permissions: id-token: write".',
    );
  }
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const answer = await createTransport({ environment })({
    method: 'GET',
    url: url.href,
    headers: { authorization: `Bearer ${requestToken}`, accept: 'application/json' },
    timeout: TIMEOUT,
  });
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token === undefined) {
    throw new UserError(`GitHub gave no token for this job (status ${answer.status}).`, 'Run the job again.');
  }
  return token;
};
