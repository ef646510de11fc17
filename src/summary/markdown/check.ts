import type { Report } from '../../report/report.ts';
import { resourceName } from '../../report/words/words.ts';
import { triedIn } from '../check.ts';
import { code, plain } from './escape.ts';
import type { Block, Section } from './fit.ts';
import { list, table } from './table.ts';

const entity = (fields: readonly [string, string][]): Block =>
  table(
    fields,
    [
      { heading: 'Field', cell: ([field]) => code(field) },
      { heading: 'Value', cell: ([, value]) => code(value, 200) },
    ],
    60,
  );

/** Entities that the sample items of each resource became. */
export const check = (report: Report): Section[] => {
  const tried = triedIn(report);
  if (tried.length === 0) return [];
  return [
    {
      title: 'What the samples became',
      blocks: tried.flatMap(({ checked, counts, entities, remarks }) => [
        { head: `**${code(resourceName(checked))}** ${counts}` },
        ...entities.map(entity),
        ...(remarks.length > 0 ? [list(remarks, (text) => `- ${plain(text, 500)}`, 20)] : []),
      ]),
    },
  ];
};
