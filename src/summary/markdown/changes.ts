import type { Change, ChangeGroup } from '../../report/change.ts';
import type { Report } from '../../report/report.ts';
import { number } from '../../report/words/format.ts';
import { changesByBlueprint, moreThan } from '../../report/words/told.ts';
import { plannedWord } from '../../report/words/words.ts';
import { code, plain } from './escape.ts';
import type { Block, Section } from './fit.ts';
import { blueprint, entity } from './names.ts';
import { list } from './table.ts';

/** Entities shown of each kind of change of a blueprint, and fields of one. */
const MOST = { plan: 20, sync: 5, check: 0, delete: 20, event: 20 };
const FIELDS = 10;

const words: Record<'done' | 'planned', Record<Change['action'], string>> = {
  done: {
    created: 'created',
    updated: 'updated',
    deleted: 'deleted',
    cascaded: 'deleted with it',
    refused: 'refused',
    'held-back': 'held back',
  },
  planned: {
    created: 'create',
    updated: 'update',
    deleted: 'delete',
    cascaded: 'delete with it',
    refused: 'would be refused:',
    'held-back': 'would be held back:',
  },
};

const fields = ({ fields = [] }: Change): string[] => [
  ...fields
    .slice(0, FIELDS)
    .map(({ field, before, after }) => `  - ${code(field)}: ${code(before, 200)} → ${code(after, 200)}`),
  ...(fields.length > FIELDS
    ? [`  - and ${number(fields.length - FIELDS)} more fields: see changes.ndjson`]
    : []),
];

const step = (change: Change, word: string): string =>
  [
    `- ${word} ${entity(change)}${change.reason === undefined ? '' : `: ${plain(change.reason, 300)}`}`,
    ...fields(change),
  ].join('\n');

const block = (group: ChangeGroup, mode: Report['run']['mode']): Block => {
  const word = words[mode === 'plan' ? 'planned' : 'done'][group.action];
  return {
    ...list(group.examples, (change) => step(change, word), MOST[mode]),
    more: moreThan(group, MOST[mode]),
    where: 'changes.ndjson',
  };
};

const counts = (groups: readonly ChangeGroup[], planning: boolean): string =>
  groups
    .map(({ action, count }) => `${number(count)} ${planning ? plannedWord[action] : words.done[action]}`)
    .join(', ');

const blocks = (report: Report): Block[] => {
  const { mode } = report.run;
  return changesByBlueprint(report).flatMap((one) => [
    { head: `**${blueprint(one)}**: ${counts(one.groups, mode === 'plan')}` },
    ...one.groups.map((group) => block(group, mode)),
  ]);
};

/** Changes that a sync would make, deletions first. */
export const plan = (report: Report): Section[] => {
  if (!report.plan) return [];
  const { setup } = report.plan;
  const changes = blocks(report);
  if (setup.length + changes.length === 0) return [];
  return [
    {
      title: 'The plan',
      blocks: [
        ...(setup.length > 0
          ? [{ head: 'Set up first:', ...list(setup, (step) => `- ${plain(step, 500)}`, 30) }]
          : []),
        ...changes,
        { head: 'Every entity concerned is in changes.ndjson.' },
      ],
    },
  ];
};

/** The first entities of each blueprint that a sync changed. */
export const changes = (report: Report): Section[] => {
  const all = report.plan ? [] : blocks(report);
  return all.length === 0
    ? []
    : [
        {
          title: 'Some of the changes',
          fold: true,
          blocks: [{ head: 'The first of each; all of them are in changes.ndjson.' }, ...all],
        },
      ];
};
