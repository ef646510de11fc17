import type { Input } from '../types.ts';

/** Jobs and the legs of a matrix share the artifacts of a workflow run; only its expressions know them. */
const githubArtifact =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner fills it in.
  "port-sync-summary-${{ github.job }}${{ strategy.job-total > 1 && format('-{0}', strategy.job-index) || '' }}";

export const summary: readonly Input[] = [
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
  {
    name: 'pullRequestComment',
    label: 'Comment on the pull request',
    type: 'choice',
    choices: ['off', 'identifiers', 'titles'],
    choiceLabels: {
      off: 'Off',
      identifiers: 'Counts and identifiers',
      titles: 'Titles and messages too',
    },
    group: 'summary',
    help: 'With `mode: plan` in a run for a pull request: leaves one comment there, which later runs write over. It is read by all who read the repository: `identifiers` tells counts, identifiers and the names of changed fields, `titles` also titles and messages. Values of fields are never told, nor is a pull request from a fork.',
    default: 'off',
    visibleRule: 'mode = plan',
    hosts: ['azure-pipelines', 'github-actions'],
  },
  {
    name: 'githubToken',
    label: 'GitHub token',
    type: 'text',
    group: 'summary',
    secret: true,
    help: 'The token that `pullRequestComment` comments with. The job’s own needs `permissions: pull-requests: write`.',
    otherwise: 'the job’s own token',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner fills it in.
    hostDefaults: { 'github-actions': '${{ github.token }}' },
    hosts: ['github-actions'],
  },
];
