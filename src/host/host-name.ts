import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostName } from '../inputs/types.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';

const names: readonly HostName[] = ['azure-pipelines', 'github-actions', 'terminal'];

/** Whether the script that runs lies in a task's folder, from which an agent starts it. */
const liesInTask = ([, script]: readonly string[]): boolean =>
  script !== undefined && existsSync(join(dirname(script), 'task.json'));

/**
 * The host that this process runs on. Agents start a step without arguments: with some it is a command in a script step.
 * Where the environment has variables of two agents, the place of the script decides.
 */
export const hostName = (environment: ProcessVariables, argv: readonly string[]): HostName => {
  const told = names.find((name) => name === environment.PORT_SYNC_HOST);
  if (told) return told;
  if (argv.length > 0) return 'terminal';
  const onGitHub = isOnGitHub(environment);
  const onAzure = isOnAzure(environment);
  if (onGitHub) return onAzure && liesInTask(process.argv) ? 'azure-pipelines' : 'github-actions';
  return onAzure ? 'azure-pipelines' : 'terminal';
};

const isOnGitHub = (environment: ProcessVariables): boolean => environment.GITHUB_ACTIONS === 'true';

const isOnAzure = ({ TF_BUILD, SYSTEM_COLLECTIONURI, AGENT_TEMPDIRECTORY }: ProcessVariables): boolean =>
  Boolean(TF_BUILD || (SYSTEM_COLLECTIONURI && AGENT_TEMPDIRECTORY));

/** Whether an agent or a runner has started this process. It holds for a command in a script step too. */
export const isStep = (environment: ProcessVariables): boolean =>
  isOnGitHub(environment) || isOnAzure(environment) || liesInTask(process.argv);
