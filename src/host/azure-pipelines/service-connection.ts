import { UserError } from '../../lib/errors.ts';
import type { ServiceConnection } from '../types.ts';

type TaskLibrary = typeof import('azure-pipelines-task-lib');

/** A service connection that an input names: the agent hands the task its id and its contents. */
export const serviceConnection = (
  id: string,
  tl: TaskLibrary,
  secret: (value: string) => void,
): ServiceConnection => {
  const authorization = tl.getEndpointAuthorization(id, true);
  if (authorization === undefined) {
    throw new UserError(
      'The agent does not hand out this service connection.',
      'Check its name, and that the pipeline may use it.',
      { code: 'PCS1201' },
    );
  }
  const url = tl.getEndpointUrl(id, true);
  const entries = Object.entries(authorization.parameters ?? {}).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  const data = ['tenantid', 'serviceprincipalid'].flatMap((name) => {
    const value = tl.getEndpointDataParameter(id, name, true);
    return value ? [[name, value] as const] : [];
  });
  for (const name of ['serviceprincipalkey', 'password', 'apitoken', 'accesstoken']) {
    const value = Object.fromEntries(entries)[name];
    if (value) secret(value);
  }
  return {
    scheme: authorization.scheme ?? '',
    parameters: Object.fromEntries([...data, ...entries]),
    ...(url ? { url } : {}),
  };
};
