import manifest from '../../package.json' with { type: 'json' };
import { version } from '../../src/app/version.ts';
import { actionRuntime, oldestRunner } from '../../src/host/runtimes.ts';
import { groups } from '../../src/inputs/definitions.ts';
import { inputsOf, manifestDefault } from '../../src/inputs/lookup.ts';
import { kebabCase } from '../../src/inputs/names.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import type { Input, InputGroup } from '../../src/inputs/types.ts';
import { host, inOwnSpelling, otherwiseHere } from './action.ts';

const [, repository = ''] = /github\.com\/(.+?)\.git$/.exec(manifest.repository.url) ?? [];
const [major] = version.split('.');

const code = (text: string): string => `\`${text}\``;

/** An expression of GitHub's. */
const secret = (name: string): string => `\${{ secrets.${name} }}`;

const explanation = (input: Input): string => {
  const { help, choices, range, unit, fallbacks } = input;
  return [
    inOwnSpelling(help),
    ...(choices ? [`One of ${choices.map(code).join(', ')}.`] : []),
    ...(range ? [`A whole number of ${unit} from ${range[0]} to ${range[1]}.`] : []),
    ...(input.secret && !help.includes('secret variable') ? ['Keep it in a secret.'] : []),
    ...(fallbacks ? [`Else from the environment: ${fallbacks.map(code).join(', ')}.`] : []),
  ].join(' ');
};

/** The default: the runner's (an expression of GitHub's), else the action's, else nothing. */
const defaultOf = (input: Input): string => {
  const usual = manifestDefault(input, host) ?? input.default;
  return input.hostDefaults?.[host] === undefined && otherwiseHere(input)
    ? (otherwiseHere(input) ?? '')
    : usual
      ? code(usual)
      : '';
};

const row = (input: Input): string =>
  `| ${code(kebabCase(input.name))} | ${[explanation(input), defaultOf(input)]
    .map((cell) => cell.replaceAll('|', '\\|'))
    .join(' | ')} |`;

const section = ({ name, title }: { name: InputGroup; title: string }): string[] => {
  const members = inputsOf(host).filter(({ group }) => group === name);
  return members.length === 0
    ? []
    : [
        `### ${title}`,
        '',
        '| input | what it does | default |',
        '| --- | --- | --- |',
        ...members.map(row),
        '',
      ];
};

/** action/README.md: the action's inputs and outputs in its own spelling. */
export const actionPage = () =>
  [
    '# The GitHub Action',
    '',
    '[Port Catalog Sync](../README.md) as a step of GitHub Actions. GitHub runs what `action.yml` and `dist/` hold, at the root of the repository; this page is made from the same list of inputs as they are.',
    '',
    '```yaml',
    `- uses: ${repository}@v${major}`,
    '  with:',
    '    organization-urls: https://dev.azure.com/contoso',
    `    personal-access-token: ${secret('AZURE_DEVOPS_TOKEN')}`,
    `    port-client-id: ${secret('PORT_CLIENT_ID')}`,
    `    port-client-secret: ${secret('PORT_CLIENT_SECRET')}`,
    '```',
    '',
    `- **Runner**: Linux, Windows or macOS, from version ${oldestRunner} on, which brings Node.js ${actionRuntime.replace('node', '')}.`,
    '- **Permissions**: `permissions: {}` is enough. A mapping of the repository (`config-file`) needs `contents: read` for the checkout before it, a service principal without a secret `id-token: write`, a comment on the pull request (`pull-request-comment`) `pull-requests: write`.',
    `- **Version**: \`@v${major}\` moves with every release. \`@<commit> # v${version}\` stays, and Dependabot proposes the next one. [How to see that a release was built from this repository](../docs/security.md#what-you-run).`,
    '',
    'Whole workflows: [examples](../examples/README.md#workflows). Step by step: [quick start](../docs/quick-start.md#github-actions).',
    '',
    '## Inputs',
    '',
    'None is required by GitHub: what a run needs and does not have is told all at once, before any request. Lists are separated by commas or lines.',
    '',
    ...groups.flatMap(section),
    '## Outputs',
    '',
    'For later steps, as `steps.<id>.outputs.held-back`.',
    '',
    '| output | what it says |',
    '| --- | --- |',
    ...outputs.map(({ name, help }) => `| ${code(kebabCase(name))} | ${inOwnSpelling(help)} |`),
    '',
  ].join('\n');
