import type { Input } from '../types.ts';

export const deletions: readonly Input[] = [
  {
    name: 'deletions',
    label: 'Deletions',
    type: 'choice',
    choices: ['on', 'off', 'later'],
    choiceLabels: {
      on: 'On: delete what is gone',
      off: 'Off: never delete',
      later: 'Later: leave it to a run in mode delete',
    },
    group: 'deletions',
    help: 'Whether entities whose source is gone are deleted in Port. Only what was read completely may lead to a deletion. `later` puts off what is proven: it is written to `deletions.ndjson` of the summary, for a run with `mode: delete` after all others have written.',
    default: 'on',
    visibleRule: 'mode != check',
  },
  {
    name: 'deletionsFrom',
    label: 'Deletions put off',
    type: 'text',
    group: 'deletions',
    help: 'With `mode: delete`: the folder with the summaries of the runs that had `deletions: later`, or one `deletions.ndjson`. What the last run of this integration put off is deleted, but for what is another’s or was written to since.',
    visibleRule: 'mode = delete',
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
