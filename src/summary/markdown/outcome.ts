import type { BlueprintReport, HeldBackGroup, ProblemGroup, Report, Status } from '../../report/report.ts';
import { counted, duration, moment, number } from '../../report/words/format.ts';
import { runWords } from '../../report/words/run-words.ts';
import { blueprintRows, heldReasons, problemsBesideFailure, worthKnowing } from '../../report/words/told.ts';
import { statusWord, verdict } from '../../report/words/verdict.ts';
import {
  goneWords,
  heldBecause,
  helpFor,
  mappingWord,
  modeTitle,
  outcomeWords,
  phaseWord,
  ranked,
} from '../../report/words/words.ts';
import { code, plain } from './escape.ts';
import type { Section } from './fit.ts';
import { blueprint, entity } from './names.ts';
import { list, table } from './table.ts';

const icon: Record<Status, string> = {
  succeeded: '✅',
  problems: '⚠️',
  failed: '❌',
  cancelled: '⏹️',
  skipped: '⏭️',
};

/** The head of the page: how the run ended, where, and what to do when it did not work. */
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
      ...runWords(report).map((line) => ({ head: plain(line, 1000) })),
      ...(run.failure?.hint ? [{ head: `What to do: ${plain(run.failure.hint, 1000)}` }] : []),
      { head: [...facts, ...(run.failure?.code ? [linked(run.failure.code)] : [])].join(' · ') },
    ],
  };
};

export const blueprints = (report: Report): Section[] => {
  const { totals, run } = report;
  const { rows: blueprints, isOwnedKnown } = blueprintRows(report);
  if (blueprints.length === 0) return [];
  const words = outcomeWords(run.mode);
  const total: BlueprintReport = {
    ...totals,
    blueprint: '',
    owned: blueprints.reduce((sum, row) => sum + row.owned, 0),
  };
  const keys = ['created', 'updated', 'deleted', 'unchanged', 'refused', 'heldBack'] as const;
  const counts = [...keys, ...(isOwnedKnown ? (['owned'] as const) : [])].map((key) => ({
    heading: { heldBack: 'Held back', owned: 'Owned before', ...words }[key],
    cell: (row: BlueprintReport) => number(row[key]),
    right: true,
  }));
  const name = { heading: 'Blueprint', cell: (row: BlueprintReport) => blueprint(row) };
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

export const problems = (report: Report): Section[] => {
  const told = problemsBesideFailure(report);
  return told.length === 0 ? [] : [{ title: 'Problems', blocks: [list(ranked(told), problem, 30)] }];
};

const heldEntity = ({ detail, ...row }: HeldBackGroup['entities'][number]): string =>
  detail === undefined ? entity(row) : `${entity(row)}: ${plain(detail, 200)}`;

const heldGroup = ({ blueprintTitle, ...group }: HeldBackGroup): string =>
  [
    `- ${number(group.count)} of ${blueprint({ blueprint: group.blueprint, title: blueprintTitle })}`,
    ...group.entities.slice(0, 3).map((row) => `  - ${heldEntity(row)}`),
    ...(group.count > 3 ? [`  - and ${number(group.count - 3)} more: see changes.ndjson`] : []),
  ].join('\n');

/** Reasons, each once, with all that they hold back. */
export const heldBack = (report: Report): Section[] => {
  const reasons = heldReasons(report);
  if (reasons.length === 0) return [];
  const planning = report.run.mode === 'plan';
  return [
    {
      title: planning ? 'Deletions that would be held back' : 'Deletions held back',
      blocks: [
        { head: goneWords(report) },
        ...reasons.slice(0, 50).map((row) => ({
          head: `**${counted(row.count, 'entity', 'entities')}**: ${plain(heldBecause(row), 800)}`,
          ...list(row.groups, heldGroup, 30),
        })),
        ...(reasons.length > 50
          ? [{ head: `and ${number(reasons.length - 50)} more reasons: see summary.json and changes.ndjson` }]
          : []),
      ],
    },
  ];
};

export const warnings = (report: Report): Section[] => {
  const told = worthKnowing(report);
  if (told.length === 0) return [];
  return [{ title: 'Worth knowing', blocks: [list(told, (text) => `- ${plain(text, 500)}`, 30)] }];
};
