import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { EmulatedRequest, EmulatedResponse } from '../../emulators/types.ts';
import type { Site } from './internet.ts';

/** Signer of the tokens of a CI system's jobs. */
export interface Issuer {
  url: string;
  /** A token for these claims, good for ten minutes. */
  token(claims: Record<string, unknown>): string;
  verifies(token: string): boolean;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return {};
  }
};

export function createIssuer(url: string): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const options = { dsaEncoding: 'ieee-p1363' } as const;
  return {
    url,
    token(claims) {
      const now = Math.floor(Date.now() / 1000);
      const body = { iss: url, iat: now, nbf: now, exp: now + 600, ...claims };
      const unsigned = `${base64url({ alg: 'ES256', typ: 'JWT' })}.${base64url(body)}`;
      const signature = sign('sha256', Buffer.from(unsigned), { key: privateKey, ...options });
      return `${unsigned}.${signature.toString('base64url')}`;
    },
    verifies(token) {
      const [head, body, signature = ''] = token.split('.');
      const key = { key: publicKey, ...options };
      return verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    },
  };
}

export interface Application {
  tenant: string;
  clientId: string;
  secret?: string;
  /** Federated credential: the issuer and the subject of the tokens that it takes. */
  federated?: { issuer: Issuer; subject: string };
}

export interface EntraOptions {
  applications: readonly Application[];
  /** Seconds that a token is good for. */
  lifetime?: number;
  /** Told of every token that was given. */
  granted(token: string): void;
}

const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default';
const AUDIENCE = 'api://AzureADTokenExchange';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const refusal = (code: number, text: string, error = 'invalid_client'): EmulatedResponse => ({
  status: error === 'invalid_client' ? 401 : 400,
  body: {
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: 7f0c Correlation ID: 12ab Timestamp: 2026-01-05 00:00:00Z`,
    error_codes: [code],
  },
});

/** Microsoft Entra's token endpoint, as strict as it is, with its own error codes. */
export function createEntra({ applications, lifetime = 3600, granted }: EntraOptions): Site {
  let issued = 0;

  const objection = (request: EmulatedRequest, form: URLSearchParams): EmulatedResponse | undefined => {
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(request.url.pathname)?.[1];
    if (request.method !== 'POST' || tenant === undefined)
      return refusal(900144, 'The request is not one for a token.', 'invalid_request');
    if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
      return refusal(900144, "The request body must contain 'grant_type'.", 'invalid_request');
    if (form.get('grant_type') !== 'client_credentials')
      return refusal(70003, 'The app requested an unsupported grant type.', 'unsupported_grant_type');
    if (form.get('scope') !== SCOPE)
      return refusal(500011, 'The resource principal was not found in the tenant.', 'invalid_resource');
    if (!applications.some((one) => one.tenant === tenant))
      return refusal(90002, `Tenant '${tenant}' not found.`, 'invalid_request');
    const application = applications.find(
      (one) => one.tenant === tenant && one.clientId === form.get('client_id'),
    );
    if (!application)
      return refusal(700016, 'Application was not found in the directory.', 'unauthorized_client');
    if (form.has('client_assertion')) return objectionTo(form, application);
    return form.get('client_secret') === application.secret
      ? undefined
      : refusal(7000215, 'Invalid client secret provided.');
  };

  const objectionTo = (form: URLSearchParams, { federated }: Application): EmulatedResponse | undefined => {
    const assertion = form.get('client_assertion') ?? '';
    const claims = claimsOf(assertion);
    if (form.get('client_assertion_type') !== ASSERTION)
      return refusal(50027, 'The assertion type is not supported.', 'invalid_request');
    if (!federated || claims.iss !== federated.issuer.url)
      return refusal(700211, `No matching federated identity record found for presented issuer.`);
    if (!federated.issuer.verifies(assertion))
      return refusal(700027, 'The signature of the assertion is not valid.');
    if (claims.sub !== federated.subject)
      return refusal(
        700213,
        `No matching federated identity record found for presented subject '${claims.sub}'.`,
      );
    if (claims.aud !== AUDIENCE)
      return refusal(
        700212,
        `No matching federated identity record found for presented audience '${claims.aud}'.`,
      );
    if (Number(claims.exp) * 1000 < Date.now())
      return refusal(700024, 'Client assertion is not within its valid time range.');
    return undefined;
  };

  return {
    names: ['login.microsoftonline.com'],
    async handle(request) {
      const refused = objection(request, new URLSearchParams(request.body.toString('utf8')));
      if (refused) return refused;
      const token = `entra-${createHash('sha256').update(`${++issued}`).digest('base64url')}`;
      granted(token);
      return { status: 200, body: { token_type: 'Bearer', expires_in: lifetime, access_token: token } };
    },
  };
}

/** Answer of Azure Pipelines at SYSTEM_OIDCREQUESTURI; undefined for any other request. */
export function azureOidc(
  request: EmulatedRequest,
  options: { issuer: Issuer; jobToken: string; connections: Record<string, string> },
): EmulatedResponse | undefined {
  if (!request.url.pathname.endsWith('/oidctoken')) return undefined;
  if (request.headers.authorization !== `Bearer ${options.jobToken}`) return { status: 401 };
  const subject = options.connections[request.url.searchParams.get('serviceConnectionId') ?? ''];
  const versioned = /^7\.[12]/.test(request.url.searchParams.get('api-version') ?? '');
  if (request.method !== 'POST' || !versioned || subject === undefined) return { status: 400, body: {} };
  const token = options.issuer.token({ sub: subject, aud: 'api://AzureADTokenExchange' });
  return { status: 200, body: { oidcToken: token } };
}

/** Answer of GitHub at ACTIONS_ID_TOKEN_REQUEST_URL. */
export const createGitHubOidc = (options: {
  issuer: Issuer;
  requestToken: string;
  subject: string;
}): Site => ({
  names: ['token.actions.example'],
  async handle({ method, url, headers }) {
    if (headers.authorization !== `Bearer ${options.requestToken}`) return { status: 401 };
    const audience = url.searchParams.get('audience');
    if (method !== 'GET' || url.searchParams.get('api-version') !== '2.0') return { status: 400 };
    return { status: 200, body: { value: options.issuer.token({ sub: options.subject, aud: audience }) } };
  },
});
