import type { Input } from '../types.ts';

export const run: readonly Input[] = [
  {
    name: 'mode',
    label: 'Mode',
    type: 'choice',
    choices: ['sync', 'incremental', 'event', 'plan', 'check', 'delete'],
    choiceLabels: {
      sync: 'Sync: bring the catalog up to date',
      incremental: 'Incremental: read what changed since the last run',
      event: 'Event: read what one event of Azure DevOps says has changed',
      plan: 'Plan: tell what a sync would change',
      check: 'Check: validate the mapping offline',
      delete: 'Delete: what earlier runs put off',
    },
    group: 'run',
    help: '`sync` brings the catalog up to date. `incremental` reads only what changed since the last run, and is by itself a full sync when one is due: for a schedule of minutes. `event` reads what one event of a service hook says has changed. `plan` reads and maps everything and tells what a sync would create, update and delete, without writing. `check` validates a mapping and tries it on sample items, offline and without credentials. `delete` deletes what a run with `deletions: later` put off; it needs no credential for Azure DevOps.',
    default: 'sync',
  },
  {
    name: 'fullEvery',
    label: 'Full sync every',
    type: 'integer',
    range: [1, 720],
    unit: 'hours',
    group: 'run',
    visibleRule: 'mode = incremental',
    help: 'With `mode: incremental`: a run is a full sync when the last one began so long ago.',
    default: '24',
  },
  {
    name: 'stateDirectory',
    label: 'State directory',
    type: 'text',
    group: 'run',
    visibleRule: 'mode = incremental',
    help: 'With `mode: incremental`: a folder for the cursors that the runs go on from, which a cache step keeps. Without it Port keeps them. If they are lost, the next run is a full sync. A run with `mode: sync` notes them there, too.',
  },
  {
    name: 'event',
    label: 'Event',
    type: 'multiline',
    group: 'run',
    visibleRule: 'mode = event',
    help: 'With `mode: event`: the payload of a service hook of Azure DevOps as JSON, or the path of a file with it. Nothing but ids is read of it, so that a small JSON of these is enough.',
    otherwise:
      'on GitHub Actions the event in `client_payload` or in the input `event` that the workflow was started with',
  },
];
