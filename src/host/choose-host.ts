import type { ProcessVariables } from '../http/transport/proxy.ts';
import { hostName } from './host-name.ts';
import { parseArguments } from './terminal/arguments.ts';
import { helpText } from './terminal/help-text.ts';
import type { Host } from './types.ts';

/** The host that we run on; undefined when the command line only asked for help or the version. */
export const chooseHost = async (
  environment: ProcessVariables,
  argv: readonly string[],
  version: string,
): Promise<Host | undefined> => {
  const name = hostName(environment, argv);
  if (name === 'azure-pipelines')
    return (await import('./azure-pipelines/azure-pipelines-host.ts')).createAzurePipelinesHost();
  if (name === 'github-actions')
    return (await import('./github-actions/github-actions-host.ts')).createGitHubActionsHost();
  const args = parseArguments(argv);
  if (args.help || args.version) {
    process.stdout.write(args.help ? helpText(process.stdout.columns ?? 80) : `${version}\n`);
    return undefined;
  }
  return (await import('./terminal/terminal-host.ts')).createTerminalHost(args, environment);
};
