import { inputNamed } from '../inputs/lookup.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';
import { percentDecoded } from '../lib/text/percent-decoded.ts';

const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy', 'AGENT_PROXYURL'];
/** Inputs that ask for an address. Users paste addresses to clone from, which may have a password in them. */
const addressInputs = ['organizationUrls', 'portBaseUrl'];

/** The user's part of an address, up to the last `@`: a password that was not encoded may have others in it. */
const USER_INFO = /^(?:["'[]*[a-z][a-z0-9+.-]*:\/\/)?(.+)@/i;
const BETWEEN_ADDRESSES = /\s+|,(?=["']?[a-z][a-z0-9+.-]*:\/\/)/i;
/** Fewest characters of a token that stands in the user's place. Names are shorter. */
const SHORTEST_TOKEN = 20;

const secretsIn = (addresses: string): string[] =>
  addresses.split(BETWEEN_ADDRESSES).flatMap((address) => {
    const [user = '', ...password] = USER_INFO.exec(address)?.[1]?.split(':') ?? [];
    const secrets = [...(user.length >= SHORTEST_TOKEN ? [user] : []), password.join(':')];
    return secrets.flatMap((secret) => (secret === '' ? [] : [secret, percentDecoded(secret)]));
  });

/** The passwords in addresses of proxies and services. `input` gives an input as the user wrote it. */
export const addressSecrets = (
  environment: ProcessVariables,
  input: (name: string) => string | undefined,
): string[] => {
  const fallbacks = addressInputs.flatMap((name) => inputNamed(name).fallbacks ?? []);
  const given = [
    ...addressInputs.map(input),
    ...[...variables, ...fallbacks].map((name) => environment[name]),
  ];
  return given.flatMap((text) => secretsIn(text ?? ''));
};
