import { UserError } from '../errors.ts';
import { createTransport } from '../http/transport.ts';
import type { Host } from './types.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/** Milliseconds; the answer comes from the pipeline's own organisation. */
const TIMEOUT = 60_000;

const tokenIn = (body: Buffer): string | undefined => {
  try {
    return (JSON.parse(body.toString('utf8')) as { oidcToken?: string }).oidcToken;
  } catch {
    return undefined;
  }
};

/**
 * A token of the pipeline itself, which Microsoft Entra takes as the assertion of an Azure Resource Manager
 * connection with workload identity federation. Throws UserError, or TransportError when no answer came.
 */
export const requestOidcToken = async (
  tl: TaskLibrary,
  { proxy, certificates }: Host['ambient'],
  connection: string | undefined,
): Promise<string> => {
  const address = tl.getVariable('System.OidcRequestUri');
  const jobToken = tl.getEndpointAuthorizationParameter('SystemVssConnection', 'AccessToken', true);
  if (!address || !jobToken || !connection) {
    throw new UserError(
      'This pipeline offers no token for workload identity federation.',
      'Run the task on Azure DevOps Services with an Azure Resource Manager service connection.',
    );
  }
  const url = new URL(address);
  url.searchParams.set('api-version', '7.1');
  url.searchParams.set('serviceConnectionId', connection);
  const send = createTransport({ proxy, certificates, environment: process.env });
  const answer = await send({
    method: 'POST',
    url: url.href,
    headers: {
      authorization: `Bearer ${jobToken}`,
      'content-type': 'application/json',
      'content-length': '0',
    },
    timeout: TIMEOUT,
  });
  const token = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (token === undefined) {
    throw new UserError(
      `Azure Pipelines gave no token for workload identity federation (status ${answer.status}).`,
      'Check that the service connection uses workload identity federation.',
    );
  }
  return token;
};
