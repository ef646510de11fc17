import { UserError } from '../errors.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/** A token of the pipeline itself for workload identity federation by an Azure Resource Manager connection. */
export const requestOidcToken = async (tl: TaskLibrary, connection: string | undefined): Promise<string> => {
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
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${jobToken}`, 'content-type': 'application/json' },
  });
  const answer = (await response.json()) as { oidcToken?: string };
  if (!response.ok || !answer.oidcToken) {
    throw new UserError(
      `Azure Pipelines gave no token for workload identity federation (status ${response.status}).`,
      'Check that the service connection uses workload identity federation.',
    );
  }
  return answer.oidcToken;
};
