import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/lib/async/clock.ts';
import {
  type AzureDevOpsEmulator,
  type AzureDevOpsEmulatorOptions,
  createAzureDevOpsEmulator,
  createOrganisation,
} from '../../emulators/azure-devops/index.ts';
import { createPortEmulator } from '../../emulators/port/emulator.ts';
import type { PortEmulator } from '../../emulators/port/types.ts';
import type { EmulatedRequest } from '../../emulators/types.ts';
import { azureOidc, createEntra, createGitHubOidc, createIssuer } from './identity.ts';
import { type Heard, type Internet, type InternetOptions, type Site, startInternet } from './internet.ts';
import { behindNtlm } from './ntlm.ts';

/** All secrets there are, each with the hosts that may hear it. */
export const secrets = {
  pat: 'personal-access-token-of-the-reach-tests',
  job: 'job-token-of-the-reach-tests',
  client: 'client-secret-of-the-reach-tests',
  password: 'password-of-the-reach-tests',
  request: 'id-token-request-of-the-reach-tests',
  port: 'port-secret-of-the-reach-tests',
};

export const tenant = '11111111-2222-3333-4444-555555555555';
export const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const connectionId = 'c0ffee00-0000-4000-8000-000000000000';

const azureDevOpsNames = ['dev.azure.com', 'visualstudio.com', 'tfs.contoso.example', '127.0.0.1', '::1'];

export interface EmulatedNetwork {
  azureDevOps: AzureDevOpsEmulator;
  port: PortEmulator;
  internet: Internet;
  /** Tokens that Entra has given, in order. */
  granted: string[];
  /** The inputs for Port, and a small mapping. */
  inputs: Record<string, string>;
  /** Secrets that a host has heard and must not. */
  leaks(): string[];
}

export interface NetworkOptions {
  azureDevOps?: Partial<AzureDevOpsEmulatorOptions>;
  organisations?: readonly string[];
  internet?: Partial<Omit<InternetOptions, 'sites'>>;
  /** The Server takes users by NTLM only. */
  ntlm?: boolean;
  /** Seconds that Entra's tokens are good for, and what Azure DevOps takes them for. */
  lifetime?: number;
  sites?: readonly Site[];
}

/** Reads from each of the hosts that an organisation is spread over. */
const kinds: Record<string, { selector?: Record<string, unknown>; identifier: string }> = {
  project: { identifier: '.id' },
  release: { identifier: '"release/" + (.id | tostring)' },
  group: { identifier: '.descriptor' },
  user: { identifier: '.id' },
  'advanced-security-alert': { identifier: '.__repositoryId + "/" + (.alertId | tostring)' },
};

export const mappingOf = (names: readonly string[]): string =>
  JSON.stringify({
    resources: names.map((kind) => ({
      kind,
      selector: { query: 'true', ...kinds[kind]?.selector },
      port: {
        entity: { mappings: { identifier: kinds[kind]?.identifier ?? '.id', blueprint: `"${kind}"` } },
      },
    })),
  });

/** Azure DevOps, Entra, the token services of both CI systems and Port, under their own names in real TLS. */
export async function startNetwork(t: TestContext, options: NetworkOptions = {}): Promise<EmulatedNetwork> {
  const credentials = options.azureDevOps?.credentials ?? [
    { kind: 'pat', token: secrets.pat },
    { kind: 'job', token: secrets.job },
    { kind: 'basic', username: 'port-reader', password: secrets.password },
  ];
  const { organisations = ['contoso'] } = options;
  const azureDevOps = createAzureDevOpsEmulator({
    organisations: organisations.map((name, i) => createOrganisation({ seed: i + 1, name, scale: tiny })),
    clock: systemClock,
    collections: { contoso: '/tfs/DefaultCollection' },
    ...options.azureDevOps,
    credentials,
  });
  const port = createPortEmulator({ clock: systemClock, clientSecret: secrets.port });
  port.seedBlueprints(
    Object.keys(kinds).map((identifier) => ({
      identifier,
      title: identifier,
      schema: { properties: {} },
      relations: {},
    })),
  );
  const granted: string[] = [];
  const { lifetime } = options;
  const sites = sitesOf(azureDevOps, port, {
    ...(lifetime && { lifetime }),
    ntlm: options.ntlm === true,
    granted(token) {
      granted.push(token);
      credentials.push({ kind: 'entra', token, expires: Date.now() + (lifetime ?? 3600) * 1000 });
    },
  });
  const internet = await startInternet(t, {
    ...options.internet,
    sites: [...sites, ...(options.sites ?? [])],
  });
  return {
    azureDevOps,
    port,
    internet,
    granted,
    inputs: {
      portClientId: 'emulated-client',
      portClientSecret: secrets.port,
      initializePortResources: 'false',
      config: mappingOf(Object.keys(kinds)),
    },
    leaks: () => leaksIn(internet.heard, granted),
  };
}

/** Sites of both services, of Entra and of GitHub's token service; Azure Pipelines' is one of Azure DevOps'. */
function sitesOf(
  azureDevOps: AzureDevOpsEmulator,
  port: PortEmulator,
  options: { ntlm: boolean; lifetime?: number; granted(token: string): void },
): Site[] {
  const { ntlm, ...rest } = options;
  const pipelines = createIssuer('https://vstoken.dev.azure.com/contoso');
  const github = createIssuer('https://token.actions.example');
  const connection = 'sc://contoso/Storefront/port';
  const subject = 'repo:contoso/catalog:ref';
  const connections = { [connectionId]: connection };
  const azure: Site = {
    names: azureDevOpsNames,
    handle: async (request) =>
      azureOidc(request, { issuer: pipelines, jobToken: secrets.job, connections }) ??
      azureDevOps.handle(request),
  };
  return [
    ntlm
      ? behindNtlm(azure, { domain: 'CONTOSO', username: 'port-reader', password: secrets.password })
      : azure,
    { names: ['api.getport.io'], handle: (request: EmulatedRequest) => port.handle(request) },
    createEntra({
      applications: [
        { tenant, clientId, secret: secrets.client },
        { tenant, clientId: 'pipeline', federated: { issuer: pipelines, subject: connection } },
        { tenant, clientId: 'workflow', federated: { issuer: github, subject } },
      ],
      ...rest,
    }),
    createGitHubOidc({ issuer: github, requestToken: secrets.request, subject }),
  ];
}

const tiny = { projects: 2, workItemsPerProject: 1, testRunsPerProject: 1, buildsPerProject: 1 };

const forms = (secret: string): string[] => [
  secret,
  ...['', 'port-reader'].map((user) => Buffer.from(`${user}:${secret}`).toString('base64')),
];

/** Secrets heard by a host that may not hear them: everything that went over the wire is searched, bodies included. */
function leaksIn(heard: readonly Heard[], granted: readonly string[]): string[] {
  const azureDevOps =
    /(^|\.)(dev\.azure\.com|visualstudio\.com)$|^tfs\.contoso\.example$|^127\.0\.0\.1$|^::1$/;
  const audiences: [string, RegExp][] = [
    ...[secrets.pat, secrets.job, secrets.password, ...granted].map((s): [string, RegExp] => [
      s,
      azureDevOps,
    ]),
    [secrets.client, /^login\.microsoftonline\.com$/],
    [secrets.request, /^token\.actions\.example$/],
    [secrets.port, /^api\.getport\.io$/],
  ];
  return heard.flatMap(({ host, method, path, headers, body }) => {
    const all = `${path}\n${JSON.stringify(headers)}\n${body}`;
    const told = audiences.filter(
      ([secret, audience]) => !audience.test(host) && forms(secret).some((form) => all.includes(form)),
    );
    return told.map(([secret]) => `${secret} in ${method} ${host}${path}`);
  });
}
