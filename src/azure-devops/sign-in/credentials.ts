import { LOOK_ALIKE_HINT, lookAlike } from '../../http/look-alike.ts';
import { createService } from '../../http/service/service.ts';
import type { Transport } from '../../http/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { withoutTrailing } from '../../lib/text/trim.ts';
import { requestEntraToken } from './entra.ts';
import { createNtlmTransport } from './ntlm/transport.ts';

/** The user's choice of a way to sign in to Azure DevOps. */
export type CredentialSetting =
  | { kind: 'personalAccessToken'; token: string }
  /** The pipeline's own token: may see its own project only. */
  /** `unknownOwner`: it may also be another signed token. */
  | { kind: 'jobToken'; token: string; unknownOwner?: true }
  | { kind: 'servicePrincipal'; tenantId: string; clientId: string; clientSecret: string }
  /** Workload identity federation; `connection` is an Azure Resource Manager service connection. */
  | { kind: 'federated'; tenantId: string; clientId: string; connection?: string }
  /** Azure DevOps Server. */
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'ntlm'; username: string; password: string; domain?: string };

export interface Credential {
  /** The name for log and summary, without the secret: `personal access token`. */
  readonly name: string;
  /** The headers that sign a request. Throws UserError where no token is to be had. */
  headers(): Promise<Record<string, string>>;
  /** Forgets the token, so that the next headers have a new one. Absent where there is none to get. */
  renew?(): Promise<void>;
  /** The transport of its requests in place of the usual one: NTLM signs connections. */
  readonly transport?: Transport;
}

export interface CredentialOptions {
  transport: Transport;
  /** A transport of one connection, for NTLM. Absent where `transport` has no connections (tests). */
  connection?(): Transport;
  clock: Clock;
  log: Log;
  /** An OIDC token of the host, for workload identity federation. */
  federatedToken?:
    | ((audience: string, connection?: string, signal?: AbortSignal) => Promise<string>)
    | undefined;
  /** Hears of every secret before it is used, so that it is masked. */
  announceSecret(secret: string): void;
  /** AZURE_AUTHORITY_HOST: another Entra than the public one. */
  environment?: ProcessVariables;
  signal?: AbortSignal;
}

type Entra = Extract<CredentialSetting, { kind: 'servicePrincipal' | 'federated' }>;

export function createCredential(setting: CredentialSetting, options: CredentialOptions): Credential {
  switch (setting.kind) {
    case 'personalAccessToken':
      return basic('personal access token', '', setting.token, options);
    case 'basic':
      return basic(
        `basic authentication as ${setting.username}`,
        setting.username,
        setting.password,
        options,
      );
    case 'jobToken':
      options.announceSecret(setting.token);
      return fixed(
        setting.unknownOwner ? "a signed token, perhaps the job's own" : "the job's own token",
        `Bearer ${setting.token}`,
      );
    case 'servicePrincipal':
    case 'federated':
      return entra(setting, options);
    case 'ntlm':
      return ntlm(setting, options);
  }
}

const fixed = (name: string, authorization: string): Credential => ({
  name,
  headers: async () => ({ authorization }),
});

function basic(name: string, user: string, secret: string, options: CredentialOptions): Credential {
  const encoded = Buffer.from(`${user}:${secret}`).toString('base64');
  options.announceSecret(secret);
  options.announceSecret(encoded);
  return fixed(name, `Basic ${encoded}`);
}

function ntlm(setting: Extract<CredentialSetting, { kind: 'ntlm' }>, options: CredentialOptions): Credential {
  const { clock, transport, connection = () => transport, announceSecret } = options;
  announceSecret(setting.password);
  const [, prefix, bare] = /^([^\\]+)\\(.+)$/.exec(setting.username) ?? [];
  const username = bare ?? setting.username;
  const domain = setting.domain ?? prefix ?? '';
  const account = { username, password: setting.password, domain };
  return {
    name: `NTLM as ${domain ? `${domain}\\` : ''}${username}`,
    headers: async () => ({}),
    transport: createNtlmTransport({ account, clock, connection }),
  };
}

/** Time before its end at which a token is renewed. */
const MARGIN_MS = 5 * 60_000;
const AUDIENCE = 'api://AzureADTokenExchange';

/** A credential of an application in Entra: its token is shared by all requests, and renewed before it expires. */
function entra(setting: Entra, options: CredentialOptions): Credential {
  const { clock, announceSecret, environment = process.env } = options;
  const authority = authorityOf(environment.AZURE_AUTHORITY_HOST);
  const service = createService({
    name: 'Microsoft Entra',
    transport: options.transport,
    clock,
    log: options.log,
    maxConcurrency: 1,
    requestTimeoutSeconds: 30,
    retryBudget: 120,
    ...(options.signal && { signal: options.signal }),
  });
  if (setting.kind === 'servicePrincipal') announceSecret(setting.clientSecret);

  let token: { value: string; renewAt: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const proof = await proofOf(setting, options);
    const answer = await requestEntraToken(service, authority, setting.tenantId, proof);
    announceSecret(answer.token);
    const lifetime = answer.expiresInSeconds * 1000;
    token = { value: answer.token, renewAt: clock.now() + lifetime - Math.min(MARGIN_MS, lifetime / 2) };
    return answer.token;
  };
  const current = (): Promise<string> => {
    if (token && clock.now() < token.renewAt) return Promise.resolve(token.value);
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const how = setting.kind === 'federated' ? 'workload identity federation of' : 'service principal';
  return {
    name: `${how} ${setting.clientId}`,
    headers: async () => ({ authorization: `Bearer ${await current()}` }),
    renew: async () => {
      token = undefined;
    },
  };
}

/** The form fields by which an application proves itself: its secret, or a token of the host. */
async function proofOf(setting: Entra, options: CredentialOptions): Promise<Record<string, string>> {
  const client = { client_id: setting.clientId };
  if (setting.kind === 'servicePrincipal') return { ...client, client_secret: setting.clientSecret };
  if (!options.federatedToken) {
    throw new UserError(
      'There is no token for workload identity federation here.',
      'It works in an Azure Pipelines job with an Azure Resource Manager service connection, and in a GitHub job with `permissions: id-token: write`.',
      { code: 'PCS1201' },
    );
  }
  const assertion = await options.federatedToken(AUDIENCE, setting.connection, options.signal);
  options.announceSecret(assertion);
  return {
    ...client,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}

/** The base URL of Entra. */
function authorityOf(host: string | undefined): string {
  const authority = withoutTrailing(host?.trim() ?? '', '/') || 'https://login.microsoftonline.com';
  const address = /^https?:\/\//i.test(authority) ? authority : `https://${authority}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const reason = url ? lookAlike(url.hostname) : 'is no address';
  if (reason) {
    throw new UserError(
      `The host ${url?.hostname ?? ''} in AZURE_AUTHORITY_HOST ${reason}.`,
      LOOK_ALIKE_HINT,
      { code: 'PCS1201' },
    );
  }
  return address;
}
