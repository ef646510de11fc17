import { ocean } from './ocean.ts';
import type { Input, InputGroup } from './types.ts';

/**
 * The one list of inputs: data alone. `npm run manifests` makes `task/task.json`, `action.yml` and `docs/inputs.md`
 * from it, `--help` is printed from it, and src/settings reads by it.
 */

/** `visibleRule`: when Azure Pipelines' editor shows the group. */
export const groups: readonly { name: InputGroup; title: string; visibleRule?: string }[] = [
  { name: 'run', title: 'Run' },
  { name: 'azureDevOps', title: 'Azure DevOps', visibleRule: 'mode != check' },
  { name: 'port', title: 'Port', visibleRule: 'mode != check' },
  { name: 'mapping', title: 'Mapping' },
  { name: 'resources', title: 'Port resources', visibleRule: 'mode != check' },
  { name: 'deletions', title: 'Deletions and failures' },
  { name: 'limits', title: 'Limits', visibleRule: 'mode != check' },
  { name: 'summary', title: 'Summary' },
];

const azureDevOps: readonly Input[] = [
  {
    name: 'organizationUrls',
    label: 'Organisation URLs',
    type: 'list',
    group: 'azureDevOps',
    help: 'The organisations to sync, such as `https://dev.azure.com/contoso`, `https://contoso.visualstudio.com` or a collection of an Azure DevOps Server (`https://server/tfs/DefaultCollection`); several separated by commas or lines. All are read with the same credential.',
    otherwise: 'on Azure Pipelines the organisation that the pipeline runs in',
    fallbacks: [ocean('ORGANIZATION_URLS'), ocean('ORGANIZATION_URL')],
  },
  {
    name: 'personalAccessToken',
    label: 'Personal access token',
    type: 'text',
    group: 'azureDevOps',
    secret: true,
    help: 'A personal access token for Azure DevOps, from a secret variable. It is for one organisation: several need a service principal, or a step for each with a token and an integration identifier of its own.',
    otherwise: 'on Azure Pipelines the job’s own token, unless another credential is given',
    fallbacks: [ocean('PERSONAL_ACCESS_TOKEN'), 'AZURE_DEVOPS_EXT_PAT'],
  },
  {
    name: 'azureServiceConnection',
    label: 'Azure Resource Manager service connection',
    type: 'connection',
    connection: 'AzureRM',
    group: 'azureDevOps',
    help: 'Signs in as the Microsoft Entra service principal of this service connection, by workload identity federation or by its secret. The principal must be a user of the organisation.',
    hosts: ['azure-pipelines'],
  },
  {
    name: 'tenantId',
    label: 'Tenant id',
    type: 'text',
    group: 'azureDevOps',
    help: 'The Microsoft Entra tenant of the service principal to sign in as, together with the client id.',
    fallbacks: [ocean('TENANT_ID')],
  },
  {
    name: 'clientId',
    label: 'Client id',
    type: 'text',
    group: 'azureDevOps',
    help: 'The application (client) id of the Microsoft Entra service principal to sign in as.',
    fallbacks: [ocean('CLIENT_ID')],
  },
  {
    name: 'clientSecret',
    label: 'Client secret',
    type: 'text',
    group: 'azureDevOps',
    secret: true,
    help: 'The service principal’s secret, from a secret variable. On GitHub Actions it can be left out: the job then signs in by workload identity federation and needs `permissions: id-token: write`.',
    fallbacks: [ocean('CLIENT_SECRET')],
  },
  {
    name: 'username',
    label: 'User name',
    type: 'text',
    group: 'azureDevOps',
    help: 'A user of an Azure DevOps Server, `user` or `DOMAIN\\user`.',
  },
  {
    name: 'password',
    label: 'Password',
    type: 'text',
    group: 'azureDevOps',
    secret: true,
    help: 'The password of the Azure DevOps Server’s user, from a secret variable.',
  },
  {
    name: 'serverAuthentication',
    label: 'Server authentication',
    type: 'choice',
    choices: ['ntlm', 'basic'],
    choiceLabels: { ntlm: 'NTLM (Windows sign-in)', basic: 'Basic' },
    group: 'azureDevOps',
    help: 'How the Azure DevOps Server takes user name and password.',
    default: 'ntlm',
  },
];

const port: readonly Input[] = [
  {
    name: 'portConnection',
    label: 'Port service connection',
    type: 'connection',
    connection: 'port',
    group: 'port',
    help: 'A service connection of the type *Port*, which this extension adds. Takes the place of client id, client secret and base URL.',
    hosts: ['azure-pipelines'],
  },
  {
    name: 'portClientId',
    label: 'Port client id',
    type: 'text',
    group: 'port',
    help: 'The client id of your Port organisation (in Port: *Credentials*).',
    fallbacks: ['OCEAN__PORT__CLIENT_ID', 'PORT_CLIENT_ID'],
  },
  {
    name: 'portClientSecret',
    label: 'Port client secret',
    type: 'text',
    group: 'port',
    secret: true,
    help: 'The client secret that belongs to it, from a secret variable.',
    fallbacks: ['OCEAN__PORT__CLIENT_SECRET', 'PORT_CLIENT_SECRET'],
  },
  {
    name: 'region',
    label: 'Port region',
    type: 'choice',
    choices: ['eu', 'us'],
    choiceLabels: { eu: 'EU (api.getport.io)', us: 'US (api.us.getport.io)' },
    group: 'port',
    help: 'Where your Port organisation lives.',
    otherwise: '`eu`, unless the base URL says otherwise',
  },
  {
    name: 'portBaseUrl',
    label: 'Port base URL',
    type: 'text',
    group: 'port',
    help: 'The base URL of Port’s API, where it is neither of the two regions’.',
    otherwise: 'that of the region, `https://api.getport.io` or `https://api.us.getport.io`',
    fallbacks: ['OCEAN__PORT__BASE_URL', 'PORT_BASE_URL'],
  },
  {
    name: 'integrationIdentifier',
    label: 'Integration identifier',
    type: 'text',
    group: 'port',
    help: 'The integration in Port that owns the entities, without a slash. Keep the one of the Docker step when you move from it.',
    default: 'my-azure-devops-integration',
    fallbacks: ['OCEAN__INTEGRATION__IDENTIFIER'],
  },
];

const run: readonly Input[] = [
  {
    name: 'mode',
    label: 'Mode',
    type: 'choice',
    choices: ['sync', 'plan', 'check'],
    choiceLabels: {
      sync: 'Sync: bring the catalog up to date',
      plan: 'Plan: tell what a sync would change',
      check: 'Check: validate the mapping offline',
    },
    group: 'run',
    help: '`sync` brings the catalog up to date. `plan` reads and maps everything and tells what a sync would create, update and delete, without writing. `check` validates a mapping and tries it on sample items, offline and without credentials.',
    default: 'sync',
  },
];

const mapping: readonly Input[] = [
  {
    name: 'config',
    label: 'Mapping',
    type: 'multiline',
    group: 'mapping',
    help: 'The mapping as YAML text, used for this run.',
    otherwise: 'the mapping stored in Port',
  },
  {
    name: 'configFile',
    label: 'Mapping file',
    type: 'text',
    group: 'mapping',
    help: 'The path of a YAML file with the mapping, used for this run.',
    otherwise: 'the mapping stored in Port',
  },
  {
    name: 'saveMapping',
    label: 'Save the mapping',
    type: 'boolean',
    group: 'mapping',
    help: 'Stores the mapping of `config` or `configFile` in Port. Without it that happens only when the integration is created.',
    default: 'false',
    visibleRule: 'mode = sync',
  },
  {
    name: 'samples',
    label: 'Sample items',
    type: 'text',
    group: 'mapping',
    help: 'With `mode: check`: raw items to try the mapping on, as a folder with a file `<kind>.json` each, or a JSON file with the kinds as its keys. Kinds that it does not have are tried on built-in ones.',
    otherwise: 'the built-in samples',
    visibleRule: 'mode = check',
  },
  {
    name: 'projects',
    label: 'Projects',
    type: 'list',
    group: 'mapping',
    help: 'What this leaves out leaves the catalog: the projects to sync, and no others, by name or id; separated by commas or lines. `*` stands for any characters, `!` before a pattern leaves projects out, an organisation before it makes it hold there alone: `Store*`, `!Archive-*`, `contoso/Store*`. An organisation that no pattern names, except to leave projects out, is read whole. Deletes nothing as long as a pattern without `!` matches no project.',
    otherwise: 'all projects',
  },
  {
    name: 'excludedTags',
    label: 'Excluded tags',
    type: 'list',
    group: 'mapping',
    help: 'What this leaves out leaves the catalog: projects that carry one of these tags; separated by commas or lines.',
    otherwise: 'none',
    fallbacks: [ocean('EXCLUDED_TAGS')],
  },
  {
    name: 'jqEnvironment',
    label: 'Environment for jq',
    type: 'list',
    group: 'mapping',
    help: 'Names of environment variables that the mapping’s expressions may read as `env.NAME`; separated by commas or lines. Names under which the step’s own secrets come are refused.',
    otherwise: 'none',
  },
];

const resources: readonly Input[] = [
  {
    name: 'initializePortResources',
    label: 'Initialise Port resources',
    type: 'boolean',
    group: 'resources',
    help: 'On the first run creates default blueprints, a mapping, scorecards and pages in Port, unless they are there.',
    default: 'true',
    fallbacks: ['OCEAN__INITIALIZE_PORT_RESOURCES'],
  },
  {
    name: 'resourcesPath',
    label: 'Folder with own resources',
    type: 'text',
    group: 'resources',
    help: 'A folder whose `blueprints.json`, `port-app-config.yml`, `scorecards.json`, `actions.json` and `pages` replace the built-in defaults.',
    otherwise: 'the built-in defaults',
  },
  {
    name: 'sendRawDataExamples',
    label: 'Send raw data examples',
    type: 'boolean',
    group: 'resources',
    help: 'Sends up to five raw items of each resource to Port, which shows them in its mapping editor.',
    default: 'true',
    fallbacks: ['OCEAN__SEND_RAW_DATA_EXAMPLES'],
  },
];

const deletions: readonly Input[] = [
  {
    name: 'deletions',
    label: 'Deletions',
    type: 'choice',
    choices: ['on', 'off'],
    choiceLabels: { on: 'On: delete what is gone', off: 'Off: never delete' },
    group: 'deletions',
    help: 'Whether entities whose source is gone are deleted in Port. Only what was read completely may lead to a deletion.',
    default: 'on',
    visibleRule: 'mode != check',
  },
  {
    name: 'maxDeletions',
    label: 'Most deletions',
    type: 'integer',
    range: [0, 100_000_000],
    unit: 'entities',
    group: 'deletions',
    help: 'When more entities than this would be deleted, none is.',
    otherwise: 'no limit beyond the mapping’s `entityDeletionThreshold`',
    visibleRule: 'mode != check && deletions != off',
  },
  {
    name: 'failOn',
    label: 'Fail on',
    type: 'choice',
    choices: ['failure', 'problems', 'never'],
    choiceLabels: {
      failure: 'Failure: nothing useful could be done',
      problems: 'Problems: also when items were not read, mapped or accepted',
      never: 'Never',
    },
    group: 'deletions',
    help: 'What fails the step: `failure`, when nothing useful could be done; `problems`, also when some items were not read, mapped or accepted; `never`.',
    default: 'failure',
  },
];

const limits: readonly Input[] = [
  {
    name: 'maxConcurrency',
    label: 'Most parallel requests',
    type: 'integer',
    range: [1, 256],
    unit: 'requests',
    group: 'limits',
    help: 'Requests in flight to one service at the most. The run adapts below it.',
    default: '32',
  },
  {
    name: 'requestTimeout',
    label: 'Request timeout',
    type: 'integer',
    range: [1, 3_600],
    unit: 'seconds',
    group: 'limits',
    help: 'How long a request may go without an answer before it is tried again.',
    default: '60',
  },
  {
    name: 'maxAnswerSize',
    label: 'Largest answer',
    type: 'integer',
    range: [4, 400],
    unit: 'MB',
    group: 'limits',
    help: 'How large one answer may be, unpacked. Pages, batches and single items may have a quarter of it. What is larger is asked for in smaller parts where there are any; else it counts as not read, and what it may hold stays in Port.',
    default: '64',
  },
  {
    name: 'timeLimit',
    label: 'Time limit',
    type: 'integer',
    range: [1, 604_800],
    unit: 'seconds',
    group: 'limits',
    help: 'Ends the run tidily after this time, or half a minute later where Port does not answer. Choose it a minute shorter than the job’s own timeout.',
    otherwise: 'none',
  },
  {
    name: 'overlapWait',
    label: 'Wait for another run',
    type: 'integer',
    range: [0, 86_400],
    unit: 'seconds',
    group: 'limits',
    help: 'How long to wait while another run of the same integration is at work, before this one gives way; 0 gives way at once.',
    default: '600',
  },
  {
    name: 'onOverlap',
    label: 'When another run does not end',
    type: 'choice',
    choices: ['fail', 'skip'],
    choiceLabels: { fail: 'Fail', skip: 'Skip this run: no failure' },
    group: 'limits',
    help: 'How this run ends when it gives way to another one: `fail` fails it, `skip` ends it as a success with the status `skipped`. Either way it has written nothing.',
    default: 'fail',
  },
  {
    name: 'overlapStaleAfter',
    label: 'Another run counts as dead after',
    type: 'integer',
    range: [60, 604_800],
    unit: 'seconds',
    group: 'limits',
    help: 'Only for runs that give no sign of life (the Docker image, versions before 0.2): one that began longer ago and never said that it ended does not block this one. Choose it longer than the longest of them. Runs of this version are known to be dead within five minutes.',
    default: '3600',
  },
];

/** Jobs and the legs of a matrix share the artifacts of a workflow run; only its expressions know them. */
const githubArtifact =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner fills it in.
  "port-sync-summary-${{ github.job }}${{ strategy.job-total > 1 && format('-{0}', strategy.job-index) || '' }}";

const summary: readonly Input[] = [
  {
    name: 'summaryDirectory',
    label: 'Summary folder',
    type: 'text',
    group: 'summary',
    help: 'The folder that the summary’s files are written to: `summary.html`, `summary.md`, `summary.json`, `changes.ndjson`.',
    default: 'port-sync-summary',
  },
  {
    name: 'artifactName',
    label: 'Artifact name',
    type: 'text',
    group: 'summary',
    help: 'The name of the artifact that the summary is uploaded as. Stage, job, position in a matrix and attempt are added to it where it has to be unique; two steps in one job need a name each.',
    default: 'port-sync-summary',
    hostDefaults: { 'github-actions': githubArtifact },
    hosts: ['azure-pipelines', 'github-actions'],
  },
];

export const inputs: readonly Input[] = [
  ...run,
  ...azureDevOps,
  ...port,
  ...mapping,
  ...resources,
  ...deletions,
  ...limits,
  ...summary,
];
