import {
  type Finished,
  onAzurePipelines,
  onGitHubActions,
  onTerminal,
  type StepOptions,
} from '../../e2e/support/hosts.ts';
import { clientId, connectionId, secrets, tenant } from './network.ts';

/** Credential × host × kind of organisation: what a user may combine. `docs/credentials.md` has it as a table. */
export interface Credential {
  title: string;
  /** Name in log and summary. */
  name: string;
  hosts: readonly Host[];
  places: readonly Place[];
  inputs: Record<string, string>;
  environment?: Record<string, string>;
  ntlm?: true;
}

export const hosts = {
  'Azure Pipelines': onAzurePipelines,
  'GitHub Actions': onGitHubActions,
  terminal: onTerminal,
} satisfies Record<string, (options: StepOptions) => Promise<Finished>>;
export type Host = keyof typeof hosts;

export const places = {
  'dev.azure.com': 'https://dev.azure.com/contoso',
  'visualstudio.com': 'https://contoso.visualstudio.com',
  'Server, https': 'https://tfs.contoso.example:8443/tfs/DefaultCollection',
  'Server, http': 'http://tfs.contoso.example:8080/tfs/DefaultCollection',
};
export type Place = keyof typeof places;

const everyHost = Object.keys(hosts) as Host[];
const everyPlace = Object.keys(places) as Place[];
const services: Place[] = ['dev.azure.com', 'visualstudio.com'];
const server: Place[] = ['Server, https', 'Server, http'];

const jobToken = {
  ENDPOINT_URL_SYSTEMVSSCONNECTION: 'https://dev.azure.com/contoso/',
  ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({
    scheme: 'OAuth',
    parameters: { AccessToken: secrets.job },
  }),
  ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
  ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: secrets.job,
};
const connection = (scheme: string, parameters: Record<string, string>) => ({
  ...jobToken,
  [`ENDPOINT_URL_${connectionId}`]: 'https://management.azure.com/',
  [`ENDPOINT_AUTH_${connectionId}`]: JSON.stringify({ scheme, parameters }),
  [`ENDPOINT_AUTH_SCHEME_${connectionId}`]: scheme,
});

export const credentials: readonly Credential[] = [
  {
    title: 'personal access token',
    name: 'personal access token',
    hosts: everyHost,
    places: everyPlace,
    inputs: { personalAccessToken: secrets.pat },
  },
  {
    title: 'the job’s own token',
    name: "the job's own token",
    hosts: ['Azure Pipelines'],
    places: everyPlace,
    inputs: {},
    environment: jobToken,
  },
  {
    title: 'service principal with a secret',
    name: `service principal ${clientId}`,
    hosts: everyHost,
    places: services,
    inputs: { tenantId: tenant, clientId, clientSecret: secrets.client },
  },
  {
    title: 'service connection with a secret',
    name: `service principal ${clientId}`,
    hosts: ['Azure Pipelines'],
    places: services,
    inputs: { azureServiceConnection: connectionId },
    environment: connection('ServicePrincipal', {
      tenantid: tenant,
      serviceprincipalid: clientId,
      serviceprincipalkey: secrets.client,
      authenticationType: 'spnKey',
    }),
  },
  {
    title: 'service connection with workload identity federation',
    name: 'workload identity federation of pipeline',
    hosts: ['Azure Pipelines'],
    places: services,
    inputs: { azureServiceConnection: connectionId },
    environment: {
      ...connection('WorkloadIdentityFederation', { tenantid: tenant, serviceprincipalid: 'pipeline' }),
      SYSTEM_OIDCREQUESTURI:
        'https://dev.azure.com/contoso/7c4f/_apis/distributedtask/hubs/build/plans/1a/jobs/2b/oidctoken',
    },
  },
  {
    title: 'workload identity federation of a workflow',
    name: 'workload identity federation of workflow',
    hosts: ['GitHub Actions'],
    places: services,
    inputs: { tenantId: tenant, clientId: 'workflow' },
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.actions.example/token?api-version=2.0',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secrets.request,
    },
  },
  {
    title: 'user and password, NTLM',
    name: 'NTLM as CONTOSO\\port-reader',
    hosts: everyHost,
    places: server,
    inputs: { username: 'CONTOSO\\port-reader', password: secrets.password },
    ntlm: true,
  },
  {
    title: 'user and password, basic',
    name: 'basic authentication as port-reader',
    hosts: everyHost,
    places: server,
    inputs: { username: 'port-reader', password: secrets.password, serverAuthentication: 'basic' },
  },
];

const short: Record<Host, string> = {
  'Azure Pipelines': 'Azure Pipelines',
  'GitHub Actions': 'GitHub',
  terminal: 'terminal',
};

/** The matrix in markdown: in each cell the hosts on which it was run. */
export const matrixTable = (): string => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...everyPlace]),
    row(['---', ...everyPlace.map(() => '---')]),
    ...credentials.map((credential) =>
      row([
        credential.title,
        ...everyPlace.map((place) =>
          credential.places.includes(place) ? credential.hosts.map((host) => short[host]).join(', ') : '–',
        ),
      ]),
    ),
  ].join('\n');
};
