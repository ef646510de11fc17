import type { BlueprintReport, Report } from '../../../report/report.ts';
import { counted, number } from '../../../report/words/format.ts';
import { blueprintRows } from '../../../report/words/told.ts';
import { outcomeWords } from '../../../report/words/words.ts';
import { stacked } from '../charts.ts';
import { type Column, table } from '../table.ts';
import { blueprint } from './changes.ts';
import type { Section } from './section.ts';

const changesOf = ({ created, updated, deleted, refused, heldBack }: BlueprintReport): number =>
  created + updated + deleted + refused + heldBack;

export const changed = (report: Report): Section[] => {
  const { run } = report;
  const { rows: blueprints, isOwnedKnown } = blueprintRows(report);
  if (blueprints.length === 0) return [];
  const words = outcomeWords(run.mode);
  const rows = [...blueprints].sort((a, b) => changesOf(b) - changesOf(a));
  const whole = Math.max(0, ...rows.map(changesOf));
  const count = (heading: string, key: keyof BlueprintReport): Column<BlueprintReport> => ({
    heading,
    cell: (row) => number(Number(row[key])),
    as: 'number',
  });
  return [
    {
      id: 'changed',
      title: run.mode === 'plan' ? 'What would change' : 'What changed',
      count: counted(blueprints.length, 'blueprint'),
      note: 'Distinct entities per blueprint. The bars leave out those that are unchanged, and have one scale.',
      body: table({
        id: 'changed-table',
        caption: 'Entities by blueprint and outcome, most changes first',
        rows,
        columns: [
          { heading: 'Blueprint', cell: (row) => blueprint(row) },
          {
            heading: 'Changes',
            as: 'picture',
            cell: (row) =>
              stacked(
                [
                  { tone: 'created', value: row.created },
                  { tone: 'updated', value: row.updated },
                  { tone: 'deleted', value: row.deleted },
                  { tone: 'refused', value: row.refused },
                  { tone: 'held-back', value: row.heldBack },
                ],
                whole,
              ),
          },
          count(words.created, 'created'),
          count(words.updated, 'updated'),
          count(words.deleted, 'deleted'),
          count(words.unchanged, 'unchanged'),
          count(words.refused, 'refused'),
          count('Held back', 'heldBack'),
          ...(isOwnedKnown ? [count('Owned before', 'owned')] : []),
        ],
      }),
    },
  ];
};
