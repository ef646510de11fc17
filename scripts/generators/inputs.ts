import { groups, inputs } from '../../src/inputs/definitions.ts';
import { environmentName, kebabCase } from '../../src/inputs/names.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import type { HostName, Input } from '../../src/inputs/types.ts';

const hostNames: Record<HostName, string> = {
  'azure-pipelines': 'Azure Pipelines',
  'github-actions': 'GitHub Actions',
  terminal: 'the terminal',
};

const allHosts = Object.keys(hostNames) as HostName[];

const code = (text: string) => `\`${text}\``;

const spellings = ({ name, hosts = allHosts }: Input): string =>
  [
    ...new Set([
      hosts.includes('azure-pipelines') ? code(name) : undefined,
      hosts.includes('github-actions') ? code(kebabCase(name)) : undefined,
      hosts.includes('terminal') ? code(`--${kebabCase(name)}`) : undefined,
    ]),
  ]
    .filter((spelling) => spelling !== undefined)
    .join(' · ');

const facts = (input: Input): string[] => {
  const { choices, range, unit, default: usual, otherwise, fallbacks = [], hosts } = input;
  const variables = [
    ...(hosts === undefined || hosts.includes('terminal')
      ? [`${code(environmentName(input.name))} (terminal)`]
      : []),
    ...fallbacks.map(code),
  ];
  return [
    ...(choices ? [`- One of ${choices.map(code).join(', ')}`] : []),
    ...(range ? [`- A whole number${unit ? ` of ${unit}` : ''} from ${range[0]} to ${range[1]}`] : []),
    ...(usual || otherwise ? [`- Default: ${otherwise ?? code(usual ?? '')}`] : []),
    ...(input.secret ? ['- A secret: keep it in a secret variable'] : []),
    ...(variables.length > 0 ? [`- Else from the environment: ${variables.join(', ')}`] : []),
    ...(hosts ? [`- Only on ${hosts.map((host) => hostNames[host]).join(' and ')}`] : []),
  ];
};

const entry = (input: Input): string[] => [
  `### ${input.label}`,
  '',
  spellings(input),
  '',
  input.help,
  '',
  ...facts(input),
  '',
];

export const inputsPage = () =>
  [
    '# Inputs and outputs',
    '',
    'The same inputs on every host: camelCase in an Azure Pipelines task, kebab-case in a GitHub Action, flags or environment variables on a terminal. What is wrong with them is told all at once, before any request.',
    '',
    'An input beats an environment variable, and both beat what the job offers by itself. Two credentials for the same service are an error. Lists are separated by commas or lines.',
    '',
    ...groups.flatMap(({ name, title, note }) => [
      `## ${title}`,
      '',
      ...(note ? [note, ''] : []),
      ...inputs.filter((input) => input.group === name).flatMap(entry),
    ]),
    '## Variables of the Docker step',
    '',
    'A pipeline that ran Port’s Docker image keeps its variables: they are read where an input is not given. Besides those named above:',
    '',
    '- `OCEAN__INTEGRATION__CONFIG__ACCOUNT_MODE` (`Single Account`, `Multiple Accounts`) decides between a personal access token and a service principal where both are set',
    '- `OCEAN__CREATE_PORT_RESOURCES_ORIGIN` (`Port`, `Ocean`, `Default`, `Empty`) where the integration is created',
    '- `OCEAN__EVENT_LISTENER` (`{"type":"POLLING"}`) counts only for a process that is started without arguments, and never in a task or an action: `ONCE` is one sync, `POLLING`, `KAFKA` and `WEBHOOK` are [always on](always-on.md), `WEBHOOKS_ONLY` never resyncs, `ACTIONS_ONLY` does nothing',
    '- `OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS` opens nothing: name what jq may read in `jqEnvironment`',
    '',
    '## Outputs',
    '',
    'camelCase on Azure Pipelines (`$(step.heldBack)`), kebab-case on GitHub Actions (`steps.step.outputs.held-back`).',
    '',
    '| output | what it says |',
    '| --- | --- |',
    ...outputs.map(({ name, help }) => `| ${code(name)} | ${help} |`),
    '',
    '## Exit code on a terminal',
    '',
    '0 done, 1 failed (by `--fail-on`), 2 a plan that has changes, with `--exit-code`.',
    '',
  ].join('\n');
