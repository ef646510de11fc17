import { createTransport } from '../../http/transport/transport.ts';
import { UserError } from '../../lib/errors.ts';
import { parseJson } from '../../lib/values/json.ts';
import { askForToken } from '../ask-token.ts';
import type { Host } from '../types.ts';
import { connectionToken } from './environment.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

const tokenIn = (body: Buffer): string | undefined => {
  try {
    return (parseJson(body.toString('utf8')) as { oidcToken?: string }).oidcToken;
  } catch {
    return undefined;
  }
};

/**
 * A token of the pipeline itself, which Microsoft Entra takes as the assertion of an Azure Resource Manager
 * connection with workload identity federation. Throws UserError.
 */
export const requestOidcToken = async (
  tl: TaskLibrary,
  { proxy, certificates }: Host['ambient'],
  connection: string | undefined,
  signal?: AbortSignal,
): Promise<string> => {
  const address = tl.getVariable('System.OidcRequestUri');
  const jobToken = connectionToken(tl);
  if (!address || !jobToken || !connection) {
    throw new UserError(
      'This pipeline offers no token for workload identity federation.',
      'Run the task on Azure DevOps Services with an Azure Resource Manager service connection.',
      { code: 'PCS1201' },
    );
  }
  const url = new URL(address);
  url.searchParams.set('api-version', '7.1');
  url.searchParams.set('serviceConnectionId', connection);
  const transport = createTransport({ proxy, certificates, environment: process.env });
  const headers = {
    authorization: `Bearer ${jobToken}`,
    'content-type': 'application/json',
    'content-length': '0',
  };
  const request = { method: 'POST', url: url.href, headers } as const;
  const answer = await askForToken('Azure Pipelines', transport, request, signal);
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token === undefined) {
    throw new UserError(
      `Azure Pipelines gave no token for workload identity federation (status ${answer.status}).`,
      'Check that the service connection uses workload identity federation.',
      { code: 'PCS1201' },
    );
  }
  return token;
};
