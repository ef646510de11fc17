import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { Host } from '../host/types.ts';
import { inputs } from '../inputs/definitions.ts';
import { environmentName } from '../inputs/names.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import type { InputReader } from './reader.ts';
import type { Settings } from './types.ts';

/** Names of variables that hold secrets of hosts, agents and the Docker step, in upper case. */
const SECRET_NAMES = [
  /^(INPUT|ENDPOINT|SECRET|SECUREFILE)_/,
  /^OCEAN__/,
  /^SYSTEM_ACCESSTOKEN$/,
  /^AZURE_DEVOPS_EXT_/,
  /^(ACTIONS_.*TOKEN|(GITHUB|GH)_TOKEN)/,
  /^(VSTS_)?AGENT_(PROXY|CLIENTCERT)/,
  /^(HTTPS?|ALL)_PROXY$/,
];
const inputNames = new Set(
  inputs.flatMap(({ name, fallbacks = [] }) => [environmentName(name), ...fallbacks]),
);

/** A name as hosts write it: agents make a dot an underscore, and on Windows case does not matter. */
const written = (name: string): string => name.toUpperCase().replaceAll('.', '_');

const isSecretName = (name: string): boolean =>
  inputNames.has(written(name)) || SECRET_NAMES.some((pattern) => pattern.test(written(name)));

/** The secret of a credential. */
const secretOf = (credential: CredentialSetting): string | undefined => {
  if ('token' in credential) return credential.token;
  if ('clientSecret' in credential) return credential.clientSecret;
  return 'password' in credential ? credential.password : undefined;
};

/** The variables that expressions may read: those that the user names, without the step's own secrets. */
export const readJqEnvironment = (
  host: Host,
  reader: InputReader,
  credential: CredentialSetting,
  port: Settings['port'],
): Record<string, string> => {
  const { items, where } = reader.list('jqEnvironment');
  if (items.length === 0 && host.environment[oceanOnly.jqAccess]?.trim().toLowerCase() === 'true') {
    host.log.warn(
      `${oceanOnly.jqAccess} opens nothing here: name the variables that jq may read in ${host.inputLabel('jqEnvironment')}.`,
    );
  }
  const { jobToken, proxy, certificates } = host.ambient;
  const secrets = [
    ...[secretOf(credential), port.clientSecret],
    ...[jobToken, proxy?.password, certificates?.passphrase],
  ].filter((secret): secret is string => Boolean(secret));
  const visible: Record<string, string> = {};
  for (const name of items) {
    // The name comes from the user: `constructor` must not find a member of the prototype.
    const value = Object.hasOwn(host.environment, name) ? host.environment[name] : undefined;
    const hint = 'Put what the mapping needs, and no secret, into a variable of its own, and name that.';
    if (isSecretName(name)) {
      reader.problem(where, `${JSON.stringify(name)} is a name under which secrets of this step come.`, hint);
    } else if (value !== undefined && secrets.includes(value.trim())) {
      reader.problem(where, `${JSON.stringify(name)} is a secret that this step signs in with.`, hint);
    } else if (value !== undefined) visible[name] = value;
  }
  return visible;
};
