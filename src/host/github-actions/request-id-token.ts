import { createTransport } from '../../http/transport/transport.ts';
import { UserError } from '../../lib/errors.ts';
import { parseJson } from '../../lib/values/json.ts';
import { askForToken } from '../ask-token.ts';
import type { Host } from '../types.ts';

const tokenIn = (body: Buffer): string | undefined => {
  try {
    return (parseJson(body.toString('utf8')) as { value?: string }).value;
  } catch {
    return undefined;
  }
};

/** The job's own token for an audience, which Microsoft Entra takes as an assertion. Throws UserError. */
export const requestIdToken = async (
  environment: Host['environment'],
  audience: string,
  signal?: AbortSignal,
): Promise<string> => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
  if (!address || !requestToken) {
    throw new UserError(
      'This job may not ask for a token of its own.',
      'Give it "permissions: id-token: write".',
      { code: 'PCS1201' },
    );
  }
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${requestToken}`, accept: 'application/json' };
  const request = { method: 'GET', url: url.href, headers } as const;
  const answer = await askForToken('GitHub', createTransport({ environment }), request, signal);
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token === undefined) {
    throw new UserError(
      `GitHub gave no token for this job (status ${answer.status}).`,
      'Run the job again.',
      {
        code: 'PCS1201',
      },
    );
  }
  return token;
};
