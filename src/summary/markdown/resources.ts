import type { Report, ResourceReport } from '../../report/report.ts';
import { counted, duration, number } from '../../report/words/format.ts';
import { isUntouched, unreadReasons } from '../../report/words/told.ts';
import { outcomeWords, partialWords, resourceName } from '../../report/words/words.ts';
import { code, plain } from './escape.ts';
import type { Block, Section } from './fit.ts';
import { count, list, table } from './table.ts';

const itemsRead = ({ rawItems, items }: ResourceReport): string =>
  items === rawItems ? number(rawItems) : `${number(rawItems)} → ${number(items)}`;

/** The resources of the mapping, and which of their lists were not read in full. */
export const resources = (report: Report): Section[] => {
  const { resources, run } = report;
  return resources.length === 0 || isUntouched(report)
    ? []
    : [{ title: 'By kind', blocks: [resourceTable(resources, run), ...notReadInFull(resources)] }];
};

const resourceTable = (resources: readonly ResourceReport[], run: Report['run']): Block => {
  const words = outcomeWords(run.mode);
  const left = resources.some(({ unsettled }) => unsettled > 0);
  return table<ResourceReport>(
    resources,
    [
      { heading: 'Resource', cell: (row) => code(resourceName(row)) },
      { heading: 'Items', cell: itemsRead, right: true },
      count('Mapped', (row) => row.mapped),
      count('Filtered', (row) => row.filtered),
      count('Misconfigured', (row) => row.misconfigured),
      count('Failed', (row) => row.failed),
      count(words.created, (row) => row.created),
      count(words.updated, (row) => row.updated),
      count(words.unchanged, (row) => row.unchanged),
      count(words.refused, (row) => row.refused),
      ...(left ? [count<ResourceReport>('Unsettled', (row) => row.unsettled)] : []),
      {
        heading: 'Read in full',
        cell: (row) => (row.leftAlone ? 'left alone' : row.complete ? 'yes' : '**no**'),
      },
      {
        heading: 'Time',
        cell: (row) => duration(row.finishedSeconds - row.startedSeconds),
        right: true,
      },
    ],
    100,
  );
};

const times = (count: number): string => (count > 1 ? ` (${counted(count, 'time')})` : '');

const notReadInFull = (resources: readonly ResourceReport[]): Block[] => {
  const reasons = unreadReasons(resources);
  const partial = resources.filter((resource) => resource.partial > 0);
  return [
    ...(reasons.length > 0
      ? [
          {
            head: 'Not read in full:',
            ...list(
              reasons,
              ({ reason, lists }) =>
                `- ${lists.map(({ resource, count }) => `${code(resourceName(resource))}${times(count)}`).join(', ')}: ${plain(reason, 300)}`,
              50,
            ),
          },
        ]
      : []),
    ...(partial.length > 0
      ? [
          {
            head: 'Named by their lists, and not read in full:',
            ...list(partial, (row) => `- ${code(resourceName(row))}: ${partialWords(row)}`, 50),
          },
        ]
      : []),
  ];
};
