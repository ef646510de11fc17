/** Outputs, the same on Azure Pipelines (camelCase) and GitHub Actions (kebab-case). */
export const outputs: readonly { name: string; help: string }[] = [
  { name: 'status', help: 'How the run ended: `succeeded`, `problems`, `failed`, `cancelled` or `skipped`.' },
  {
    name: 'verdict',
    help: 'How the run ended, in one sentence. It may hold names and messages from outside: pass it on by an environment variable, never into a script.',
  },
  { name: 'runId', help: 'The run’s id, as Port knows it.' },
  { name: 'created', help: 'Entities created.' },
  { name: 'updated', help: 'Entities updated.' },
  { name: 'unchanged', help: 'Entities found as they should be.' },
  { name: 'deleted', help: 'Entities deleted.' },
  { name: 'refused', help: 'Entities that Port refused.' },
  { name: 'heldBack', help: 'Deletions held back.' },
  { name: 'hasChanges', help: '`true` when the run changed something, or the plan would.' },
  { name: 'summaryDirectory', help: 'The folder with the summary’s files.' },
];
