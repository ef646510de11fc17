import type { Clock } from '../../../../src/lib/async/clock.ts';
import type { EmulatedRequest, EmulatedResponse } from '../../types.ts';
import { answerOf, refuse } from '../evidence/answer.ts';

export type CredentialSpec = {
  expires?: number;
  organisations?: readonly string[];
  scopes?: readonly string[];
} & (
  | { kind: 'pat'; token: string }
  /** The pipeline's own; `project` (id or name) narrows it to that one, as a project setting does. */
  | { kind: 'job'; token: string; project?: string }
  | { kind: 'entra'; token: string }
  | { kind: 'basic'; username: string; password: string }
);

/** Rights of a request. */
export interface Access {
  /** Undefined: everything. */
  scopes: readonly string[] | undefined;
  project: string | undefined;
  /** The budget that it draws on. */
  key: string;
}

const splitBasic = (encoded: string) => {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { username: text.slice(0, Math.max(0, colon)), password: text.slice(colon + 1) };
};

const matches = (credential: CredentialSpec, scheme: string, value: string): boolean => {
  if (credential.kind === 'job' || credential.kind === 'entra') {
    // Scripts hand a job's token over as a password, with whatever user.
    if (scheme === 'basic') return splitBasic(value).password === credential.token;
    return scheme === 'bearer' && value === credential.token;
  }
  if (scheme !== 'basic') return false;
  const { username, password } = splitBasic(value);
  return credential.kind === 'pat'
    ? username === '' && password === credential.token
    : username === credential.username && password === credential.password;
};

/**
 * The access of who is asking; undefined for a wrong, expired or missing credential. Without a list of credentials any
 * that is well-formed will do.
 */
export const accessOf = (
  request: EmulatedRequest,
  credentials: readonly CredentialSpec[] | undefined,
  organisation: string,
  clock: Clock,
): Access | undefined => {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  const lower = scheme.toLowerCase();
  if (value === '' || (lower !== 'basic' && lower !== 'bearer')) return undefined;
  if (!credentials) {
    if (lower === 'basic' && splitBasic(value).password === '') return undefined;
    return { scopes: undefined, project: undefined, key: value };
  }
  const found = credentials.find(
    (credential) =>
      matches(credential, lower, value) &&
      (credential.expires === undefined || clock.now() < credential.expires) &&
      (credential.organisations === undefined || credential.organisations.includes(organisation)),
  );
  return (
    found && {
      scopes: found.scopes,
      project: found.kind === 'job' ? found.project : undefined,
      key: value,
    }
  );
};

/** A write scope holds the read scope: `vso.code_write` is good for `vso.code`. */
export const hasScope = ({ scopes }: Access, scope: string): boolean =>
  scopes === undefined || scopes.some((granted) => granted === scope || granted.startsWith(`${scope}_`));

export const signInPage: EmulatedResponse = {
  status: 203,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html>\n<html lang="en-US"><head><title>Azure DevOps Services | Sign In</title></head><body><p>Sign in to continue.</p></body></html>\n',
};

export const unauthorized: EmulatedResponse = {
  status: 401,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'www-authenticate':
      'Bearer authorization_uri=https://login.microsoftonline.com/, Basic realm="https://dev.azure.com/", TFS-Federated',
  },
  body: '<!DOCTYPE html>\n<html><head><title>Access Denied: The Personal Access Token used has expired.</title></head><body></body></html>\n',
};

/** Entitlements and security alerts are believed to answer 403 to a token without their scope, the other areas 401. */
export const lackingScope = (scope: string): EmulatedResponse =>
  answerOf(refuse(/memberentitlement|advsec/.test(scope) ? 'scopeForbidden' : 'scopeMissing'));
