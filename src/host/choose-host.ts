import type { ProcessVariables } from '../http/proxy.ts';
import { parseArguments } from './arguments.ts';
import { helpText } from './help-text.ts';
import { hostName } from './host-name.ts';
import type { Host } from './types.ts';

/** The host that we run on; undefined when the command line only asked for help or the version. */
export const chooseHost = async (
  environment: ProcessVariables,
  argv: readonly string[],
  version: string,
): Promise<Host | undefined> => {
  const name = hostName(environment, argv);
  if (name === 'azure-pipelines') return (await import('./azure-pipelines.ts')).createAzurePipelinesHost();
  if (name === 'github-actions') return (await import('./github-actions.ts')).createGitHubActionsHost();
  const args = parseArguments(argv);
  if (args.help || args.version) {
    process.stdout.write(args.help ? helpText(process.stdout.columns ?? 80) : `${version}\n`);
    return undefined;
  }
  return (await import('./terminal.ts')).createTerminalHost(args, environment);
};
