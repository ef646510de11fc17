import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessVariables } from '../http/transport/proxy.ts';
import type { HostName } from '../inputs/types.ts';

const names: readonly HostName[] = ['azure-pipelines', 'github-actions', 'terminal'];

/** An agent starts a task from the task's own folder. */
const liesInTask = (script: string | undefined): boolean =>
  script !== undefined && existsSync(join(dirname(script), 'task.json'));

/**
 * Where we run. Agents start a step without arguments: with some it is a command in a script step. A machine may hold
 * what another agent has left in its environment: then the place of the script decides.
 */
export const hostName = (
  environment: ProcessVariables,
  argv: readonly string[],
  script: string | undefined = process.argv[1],
): HostName => {
  const told = names.find((name) => name === environment.PORT_SYNC_HOST);
  if (told) return told;
  if (argv.length > 0) return 'terminal';
  const onGitHub = environment.GITHUB_ACTIONS === 'true';
  const onAzure =
    environment.TF_BUILD || (environment.SYSTEM_COLLECTIONURI && environment.AGENT_TEMPDIRECTORY);
  if (onGitHub) return onAzure && liesInTask(script) ? 'azure-pipelines' : 'github-actions';
  return onAzure ? 'azure-pipelines' : 'terminal';
};
