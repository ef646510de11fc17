import { readEventListener } from '../inputs/event-listener.ts';
import { wantsIncrements } from '../inputs/ocean.ts';
import type { ProcessVariables } from '../lib/process-variables.ts';
import { createAzurePipelinesHost } from './azure-pipelines/azure-pipelines-host.ts';
import { createGitHubActionsHost } from './github-actions/github-actions-host.ts';
import { hostName, isStep } from './host-name.ts';
import { parseArguments } from './terminal/arguments.ts';
import { helpText } from './terminal/help-text.ts';
import { createTerminalHost } from './terminal/terminal-host.ts';
import type { Host } from './types.ts';

/**
 * The words of the command line, or those that the environment stands for where there are none, as in a container: an
 * event listener that stays means `serve`, one that runs once may mean an incremental run. A step never follows these
 * variables.
 */
const startedBy = (environment: ProcessVariables, argv: readonly string[]): readonly string[] => {
  if (argv.length > 0 || isStep(environment)) return argv;
  try {
    const listener = readEventListener(environment);
    if (listener !== undefined && listener.type !== 'ONCE') return ['serve'];
    return wantsIncrements(environment) ? ['--mode', 'incremental'] : argv;
  } catch {
    // An unknown listener is told when the settings are read.
    return ['serve'];
  }
};

/** The host that we run on; undefined when the command line only asked for help or the version. */
export const chooseHost = async (
  environment: ProcessVariables,
  argv: readonly string[],
  version: string,
): Promise<Host | undefined> => {
  const name = hostName(environment, argv);
  if (name === 'azure-pipelines') return createAzurePipelinesHost();
  if (name === 'github-actions') return createGitHubActionsHost();
  const words = startedBy(environment, argv);
  const args = parseArguments(words);
  if (args.help || args.version) {
    process.stdout.write(args.help ? helpText(process.stdout.columns ?? 80) : `${version}\n`);
    return undefined;
  }
  return createTerminalHost(args, environment);
};
