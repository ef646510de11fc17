import { counted, duration, moment, number, percent } from '../../report/format.ts';
import type { BlueprintReport, ProblemGroup, Report, Status } from '../../report/report.ts';
import { statusWord, verdict } from '../../report/verdict.ts';
import {
  heldBecause,
  helpFor,
  mappingWord,
  modeTitle,
  outcomeWords,
  phaseWord,
  ranked,
} from '../../report/words.ts';
import { code, plain } from './escape.ts';
import type { Section } from './fit.ts';
import { list, table } from './table.ts';

const icon: Record<Status, string> = {
  succeeded: '✅',
  problems: '⚠️',
  failed: '❌',
  cancelled: '⏹️',
  skipped: '⏭️',
};

/** What is read first: how it ended, where, and what to do when it did not work. */
export const lead = (report: Report): Section => {
  const { run, integration, organisations } = report;
  const facts = [
    ...organisations.map(({ name }) => code(name)),
    ...(integration.identifier ? [`integration ${code(integration.identifier)}`] : []),
    `mapping ${plain(mappingWord(report.mapping))}`,
    duration(run.durationSeconds),
    moment(run.finishedAt),
  ];
  return {
    title: '',
    blocks: [
      { head: `## ${icon[run.status]} ${modeTitle[run.mode]}: ${statusWord[run.status].toLowerCase()}` },
      { head: `**${plain(verdict(report), 1000)}**` },
      ...(run.failure?.hint ? [{ head: `What to do: ${plain(run.failure.hint, 1000)}` }] : []),
      { head: [...facts, ...(run.failure?.code ? [linked(run.failure.code)] : [])].join(' · ') },
    ],
  };
};

export const blueprints = ({ blueprints, totals, run }: Report): Section[] => {
  if (blueprints.length === 0) return [];
  const words = outcomeWords(run.mode);
  const total: BlueprintReport = {
    ...totals,
    blueprint: '',
    owned: blueprints.reduce((sum, row) => sum + row.owned, 0),
  };
  const counts = (
    ['created', 'updated', 'deleted', 'unchanged', 'refused', 'heldBack', 'owned'] as const
  ).map((key) => ({
    heading: { heldBack: 'Held back', owned: 'Owned before', ...words }[key],
    cell: (row: BlueprintReport) => number(row[key]),
    right: true,
  }));
  const name = { heading: 'Blueprint', cell: (row: BlueprintReport) => code(row.blueprint) };
  const rows = blueprints.length > 1 ? [total, ...blueprints] : blueprints;
  return [
    {
      title: run.mode === 'plan' ? 'What would change' : 'What changed',
      blocks: [
        table(
          rows,
          [{ ...name, cell: (row) => (row === total ? '**All**' : name.cell(row)) }, ...counts],
          101,
        ),
      ],
    },
  ];
};

/** A code of our own, with the place that says more. */
const linked = (id: string): string => `[${id}](${helpFor(id)})`;

const problem = ({ code: id, message, count, phase, subject, example, hint }: ProblemGroup): string =>
  [
    phase === 'setup'
      ? `- ${code(subject)}: **${plain(message, 500)}** (${linked(id)})`
      : `- **${plain(message, 500)}** (${linked(id)}, ${counted(count, 'time')}, ${phaseWord[phase]} ${code(subject)})`,
    ...(hint ? [`  - What to do: ${plain(hint, 500)}`] : []),
    ...(example ? [`  - For example: ${plain(example, 500)}`] : []),
  ].join('\n');

export const problems = (report: Report): Section[] =>
  report.problems.length === 0
    ? []
    : [{ title: 'Problems', blocks: [list(ranked(report.problems), problem, 30)] }];

export const heldBack = ({ deletions }: Report): Section[] => {
  if (deletions.heldBack.length === 0) return [];
  const { owned, stale, share, threshold } = deletions;
  return [
    {
      title: 'Deletions held back',
      blocks: [
        {
          head: `${number(stale)} of ${counted(owned, 'owned entity', 'owned entities')} (${percent(share)}) were not found any more; the threshold is ${percent(threshold)}.`,
        },
        table(
          deletions.heldBack,
          [
            { heading: 'Blueprint', cell: (row) => code(row.blueprint) },
            { heading: 'Entities', cell: (row) => number(row.count), right: true },
            { heading: 'Why', cell: (row) => plain(heldBecause(row), 800) },
            {
              heading: 'For example',
              cell: (row) =>
                row.examples
                  .slice(0, 3)
                  .map((id) => code(id, 80))
                  .join(', '),
            },
          ],
          50,
        ),
      ],
    },
  ];
};

export const warnings = (report: Report): Section[] =>
  report.warnings.length === 0
    ? []
    : [
        {
          title: 'Worth knowing',
          blocks: [list(report.warnings, (text) => `- ${plain(text, 500)}`, 30)],
        },
      ];
