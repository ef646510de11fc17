import { inputs } from '../../inputs/definitions.ts';
import { secretVariables } from '../../inputs/lookup.ts';
import { filledIn, isUndefinedVariable } from '../../inputs/undefined-variable.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { withoutTrailing } from '../../lib/text/trim.ts';
import { parseJson } from '../../lib/values/json.ts';
import type { Host } from '../types.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/** Parameters of service connections that may be shown; all others are secrets. */
const publicParameters = new Set([
  'authenticationtype',
  'clientid',
  'mlworkspacename',
  'scope',
  'serviceprincipalid',
  'tenantid',
  'username',
  'workloadidentityfederationissuer',
  'workloadidentityfederationissuertype',
  'workloadidentityfederationsubject',
]);

const parametersOf = (json: string): Record<string, unknown> => {
  try {
    return (parseJson(json) as { parameters?: Record<string, unknown> }).parameters ?? {};
  } catch {
    return {};
  }
};

/** `ENDPOINT_AUTH_<id>` holds all of a connection's parameters, `ENDPOINT_AUTH_PARAMETER_<id>_<NAME>` one of them. */
const connectionSecrets = (name: string, value: string): string[] => {
  if (name.startsWith('ENDPOINT_AUTH_SCHEME_')) return [];
  if (name.startsWith('ENDPOINT_AUTH_PARAMETER_')) {
    const parameter = name.slice(name.lastIndexOf('_') + 1).toLowerCase();
    return publicParameters.has(parameter) ? [] : [value];
  }
  return Object.entries(parametersOf(value)).flatMap(([parameter, secret]) =>
    typeof secret === 'string' && !publicParameters.has(parameter.toLowerCase()) ? [secret] : [],
  );
};

const secretNames = new Set([
  ...secretVariables,
  ...inputs.flatMap((input) => (input.secret ? [`INPUT_${input.name.toUpperCase()}`] : [])),
  'SYSTEM_ACCESSTOKEN',
  'AGENT_PROXYPASSWORD',
  'AGENT_CLIENTCERTPASSWORD',
]);

/** All secrets in a task's environment. */
export const azureSecrets = (environment: ProcessVariables): string[] =>
  Object.entries(environment).flatMap(([name, value]) => {
    if (!value || isUndefinedVariable(value)) return [];
    if (name.startsWith('ENDPOINT_AUTH_')) return connectionSecrets(name, value);
    return secretNames.has(name) || name.startsWith('SECRET_AGENT_') ? [value] : [];
  });

const defined = <T extends Record<string, string | undefined>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [K in keyof T]?: string };

const agentCertificates = (tl: TaskLibrary): Host['ambient']['certificates'] => {
  const files = tl.getHttpCertConfiguration();
  if (files === null) return undefined;
  return defined({
    ca: files.caFile,
    cert: files.certFile,
    key: files.keyFile,
    passphrase: files.passphrase,
  });
};

/** A list in JSON. Any other text counts as its one entry. */
const bypassList = (text: string): string[] => {
  try {
    const list = parseJson(text);
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [text];
  } catch {
    return [text];
  }
};

const agentProxy = (tl: TaskLibrary): Host['ambient']['proxy'] => {
  const url = filledIn(tl.getVariable('Agent.ProxyUrl'));
  if (url === undefined) return undefined;
  return {
    ...(defined({
      username: tl.getVariable('Agent.ProxyUsername'),
      password: tl.getVariable('Agent.ProxyPassword'),
    }) as object),
    url: withoutTrailing(url, '/'),
    bypass: bypassList(tl.getVariable('Agent.ProxyBypassList')?.trim() || '[]'),
  };
};

/** The token of the job's own connection, which every job has. */
export const connectionToken = (tl: TaskLibrary): string | undefined =>
  filledIn(tl.getEndpointAuthorizationParameter('SystemVssConnection', 'AccessToken', true));

/** The token that the step mapped, then the connection's. They are the same unless the variable was overwritten. */
const jobTokensOf = (tl: TaskLibrary): string[] => [
  ...new Set(
    [filledIn(tl.getVariable('System.AccessToken')), connectionToken(tl)].flatMap((token) => token ?? []),
  ),
];

/** Values of the agent, used where no input says otherwise. */
export const azureAmbient = (tl: TaskLibrary): Host['ambient'] => {
  const certificates = agentCertificates(tl);
  const proxy = agentProxy(tl);
  const collection = tl.getVariable('System.CollectionUri');
  const jobTokens = jobTokensOf(tl);
  const texts = defined({
    organizationUrl: collection && withoutTrailing(collection, '/'),
    jobToken: jobTokens[0],
    project: filledIn(tl.getVariable('System.TeamProject')),
    temporaryDirectory: tl.getVariable('Agent.TempDirectory'),
  });
  return {
    ...texts,
    ...(jobTokens.length > 0 ? { jobTokens } : {}),
    ...(certificates ? { certificates } : {}),
    ...(proxy ? { proxy } : {}),
  };
};
