import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { Host, ServiceConnection } from '../host/types.ts';
import { messageOf } from '../lib/errors.ts';
import { accountMode } from './account-mode.ts';
import { tokenSetting } from './job-token.ts';
import type { Given } from './lookup.ts';
import type { InputReader } from './reader.ts';
import type { Settings } from './types.ts';

/** A stand-in for `mode: check`, which needs no credential. */
const noCredential: CredentialSetting = { kind: 'personalAccessToken', token: '' };

/** The service connection that an input names. */
export const connectionNamed = async (host: Host, reader: InputReader, { value, where }: Given) => {
  try {
    return await host.connection?.(value);
  } catch (error) {
    reader.problem(where, messageOf(error));
    return undefined;
  }
};

const fromConnection = (
  { parameters, scheme }: ServiceConnection,
  given: Given,
  reader: InputReader,
): CredentialSetting | undefined => {
  const { tenantid: tenantId, serviceprincipalid: clientId, serviceprincipalkey: clientSecret } = parameters;
  if (tenantId && clientId) {
    if (/^workloadidentityfederation$/i.test(scheme)) {
      return { kind: 'federated', tenantId, clientId, connection: given.value };
    }
    if (clientSecret) return { kind: 'servicePrincipal', tenantId, clientId, clientSecret };
  }
  reader.problem(
    given.where,
    `The service connection signs in by ${scheme || 'nothing'}, which gives no token for Azure DevOps.`,
    'Use one with workload identity federation or a service principal’s secret.',
  );
  return undefined;
};

const fromPrincipal = (
  given: Record<'tenantId' | 'clientId' | 'clientSecret', Given | undefined>,
  host: Host,
  reader: InputReader,
): CredentialSetting | undefined => {
  const { tenantId, clientId, clientSecret } = given;
  for (const name of ['tenantId', 'clientId'] as const) {
    if (given[name] === undefined) {
      reader.problem(host.inputLabel(name), 'A service principal needs a tenant id and a client id.');
    }
  }
  if (tenantId === undefined || clientId === undefined) return undefined;
  const principal = { tenantId: tenantId.value, clientId: clientId.value };
  if (clientSecret !== undefined) {
    return { kind: 'servicePrincipal', ...principal, clientSecret: clientSecret.value };
  }
  if (host.name !== 'azure-pipelines' && host.federatedToken) return { kind: 'federated', ...principal };
  reader.problem(
    host.inputLabel('clientSecret'),
    'A service principal needs its secret here.',
    host.name === 'azure-pipelines'
      ? `Or name an Azure Resource Manager service connection in ${host.inputLabel('azureServiceConnection')}.`
      : undefined,
  );
  return undefined;
};

/** The credential of a Server's user, `DOMAIN\user`. */
const fromServerUser = (
  username: Given | undefined,
  password: Given | undefined,
  kind: 'ntlm' | 'basic',
  host: Host,
  reader: InputReader,
): CredentialSetting | undefined => {
  if (username === undefined || password === undefined) {
    const missing = username === undefined ? 'username' : 'password';
    reader.problem(host.inputLabel(missing), 'User name and password belong together.');
    return undefined;
  }
  const user = { username: username.value, password: password.value };
  if (host.ambient.jobTokens?.includes(user.password)) return { kind: 'jobToken', token: user.password };
  const [domain, name] = username.value.split('\\', 2);
  if (kind === 'ntlm' && domain && name) return { kind, ...user, username: name, domain };
  return { kind, ...user };
};

/**
 * The credential that Azure's webhook for workload identity puts into a pod. All that the user gives comes before it.
 */
const podIdentity = ({ name, environment, federatedToken }: Host): CredentialSetting | undefined => {
  const clientId = environment.AZURE_CLIENT_ID?.trim();
  const tenantId = environment.AZURE_TENANT_ID?.trim();
  return name === 'terminal' && federatedToken && clientId && tenantId
    ? { kind: 'federated', tenantId, clientId }
    : undefined;
};

interface CredentialChoice {
  name: string;
  given: readonly (Given | undefined)[];
  /** The account mode in which the Docker step would have used it. */
  accountMode?: 'single' | 'multiple';
  read(): CredentialSetting | undefined | Promise<CredentialSetting | undefined>;
}

const places = (choice: CredentialChoice): string =>
  choice.given.flatMap((value) => (value ? [value.where] : [])).join(', ');

/** The credential that the user gave. Inputs come before variables. Two credentials of the same rank are a problem. */
const choose = (
  choices: CredentialChoice[],
  host: Host,
  reader: InputReader,
): CredentialChoice | 'several' | undefined => {
  const present = choices.filter((choice) => choice.given.some((value) => value !== undefined));
  const explicit = present.filter((choice) => choice.given.some((value) => value?.explicit));
  const ranked = explicit.length > 0 ? explicit : present;
  if (ranked.length <= 1) return ranked[0];

  const mode = accountMode(host);
  const byMode = ranked.filter((choice) => choice.accountMode === mode);
  if (explicit.length === 0 && mode !== undefined && byMode.length === 1) return byMode[0];

  reader.problem(
    ranked.map(places).join(' and '),
    `Several credentials for Azure DevOps are given: ${ranked.map((choice) => choice.name).join(' and ')}.`,
    'Keep one of them.',
    'PCS1004',
  );
  return 'several';
};

/** The credential for Azure DevOps: by an input, else by a variable, else the job's own token. */
export const readCredential = async (
  host: Host,
  reader: InputReader,
  mode: Settings['mode'],
): Promise<CredentialSetting> => {
  const token = reader.given('personalAccessToken');
  const connection = reader.given('azureServiceConnection');
  const principal = {
    tenantId: reader.given('tenantId'),
    clientId: reader.given('clientId'),
    clientSecret: reader.given('clientSecret'),
  };
  const username = reader.given('username');
  const password = reader.given('password');
  const kind = reader.choice<'ntlm' | 'basic'>('serverAuthentication');

  const choices: CredentialChoice[] = [
    {
      name: 'a personal access token',
      given: [token],
      accountMode: 'single',
      read: () => token && tokenSetting(token.value, host),
    },
    {
      name: 'a service connection',
      given: [connection],
      read: async () => {
        const found = connection && (await connectionNamed(host, reader, connection));
        return found && fromConnection(found, connection, reader);
      },
    },
    {
      name: 'a service principal',
      given: Object.values(principal),
      accountMode: 'multiple',
      read: () => fromPrincipal(principal, host, reader),
    },
    {
      name: 'a user name with a password',
      given: [username, password],
      read: () => fromServerUser(username, password, kind, host, reader),
    },
  ];

  const chosen = choose(choices, host, reader);
  if (chosen === 'several') return noCredential;
  if (chosen !== undefined) return (await chosen.read()) ?? noCredential;
  if (host.ambient.jobToken) return { kind: 'jobToken', token: host.ambient.jobToken };
  const pod = podIdentity(host);
  if (pod) return pod;
  if (mode !== 'check' && mode !== 'delete') {
    reader.problem(
      host.inputLabel('personalAccessToken'),
      'No credential for Azure DevOps is given.',
      'Give a personal access token from a secret variable, or a service principal.',
      'PCS1003',
    );
  }
  return noCredential;
};
