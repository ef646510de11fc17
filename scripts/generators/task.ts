import manifest from '../../package.json' with { type: 'json' };
import { version } from '../../src/app/version.ts';
import { agentHandlers, oldestAgent } from '../../src/host/runtimes.ts';
import { groups } from '../../src/inputs/definitions.ts';
import { inputsOf, manifestDefault } from '../../src/inputs/lookup.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import type { Input } from '../../src/inputs/types.ts';

/** URL of the repository, in whose place packaging puts a fork's own. */
const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');

const host = 'azure-pipelines';

/** The type of service connection that vss-extension.json contributes. */
export const portEndpointType = 'port-catalog';

const connectionType = { AzureRM: 'connectedService:AzureRM', port: `connectedService:${portEndpointType}` };

/** A checkbox always arrives as true or false: one with a fallback must be able to say nothing. */
const options = (input: Input) => {
  const choices =
    input.choices ?? (input.type === 'boolean' && input.fallbacks ? ['true', 'false'] : undefined);
  return (
    choices && Object.fromEntries(choices.map((choice) => [choice, input.choiceLabels?.[choice] ?? choice]))
  );
};

const type = (input: Input): string => {
  if (input.connection) return connectionType[input.connection];
  if (options(input)) return 'pickList';
  return input.type === 'boolean' ? 'boolean' : input.type === 'multiline' ? 'multiLine' : 'string';
};

const help = ({ help: text, range, unit, default: usual, otherwise, fallbacks }: Input): string =>
  [
    text,
    ...(range ? [`A whole number of ${unit}.`] : []),
    ...(usual || otherwise ? [`Default: ${otherwise ?? `\`${usual}\``}.`] : []),
    ...(fallbacks
      ? [`Read from ${fallbacks.map((name) => `\`${name}\``).join(', ')} where it is not given.`]
      : []),
  ].join(' ');

const defined = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const task = () => {
  const [Major, Minor, Patch] = version.split('.').map(Number);
  const inputs = inputsOf(host);
  return {
    $schema: 'https://raw.githubusercontent.com/Microsoft/azure-pipelines-task-lib/master/tasks.schema.json',
    id: '6f1b1f0e-5c0d-4b43-9d6e-2a6c8f1d7e35',
    name: 'PortCatalogSync',
    friendlyName: 'Port Catalog Sync for Azure DevOps',
    description: 'Syncs an Azure DevOps organisation into a Port software catalog.',
    helpMarkDown:
      'Reads projects, repositories, work items, pipelines and more, maps them by your jq mapping and brings the catalog in Port up to date. Leaves a summary on the run’s page. ' +
      `[Documentation](${repository}#readme)`,
    helpUrl: `${repository}#readme`,
    releaseNotes: `[Changes by version](${repository}/blob/main/CHANGELOG.md)`,
    author: 'Port Catalog Sync contributors',
    category: 'Utility',
    visibility: ['Build', 'Release'],
    runsOn: ['Agent', 'DeploymentGroup'],
    demands: [],
    version: { Major, Minor, Patch },
    minimumAgentVersion: oldestAgent,
    instanceNameFormat: 'Port catalog $(mode)',
    showEnvironmentVariables: true,
    groups: groups
      .filter(({ name }) => name !== 'run' && inputsOf(host).some(({ group }) => group === name))
      .map(({ name, title, visibleRule }) =>
        defined({
          name,
          displayName: title,
          isExpanded: name === 'azureDevOps' || name === 'port',
          visibleRule,
        }),
      ),
    inputs: inputs.map((input) =>
      defined({
        name: input.name,
        type: type(input),
        label: input.label,
        defaultValue: manifestDefault(input, host),
        required: false,
        groupName: input.group === 'run' ? undefined : input.group,
        options: options(input),
        visibleRule: input.visibleRule,
        properties: type(input) === 'multiLine' ? { resizable: 'true', rows: '12' } : undefined,
        helpMarkDown: help(input),
      }),
    ),
    OutputVariables: outputs.map(({ name, help: description }) => ({ name, description })),
    execution: Object.fromEntries(agentHandlers.map((handler) => [handler, { target: 'index.js' }])),
    restrictions: { settableVariables: { allowed: outputs.map(({ name }) => name) } },
  };
};

export const taskManifest = () => `${JSON.stringify(task(), undefined, 2)}\n`;
