import type { ProjectReport, Report } from '../../../report/report.ts';
import { counted, number } from '../../../report/words/format.ts';
import { itemsBar } from '../charts.ts';
import { type Content, html, name } from '../markup.ts';
import { type Column, table } from '../table.ts';
import type { Section } from './section.ts';

const itemsOf = ({ mapped, filtered, misconfigured, failed }: ProjectReport): number =>
  mapped + filtered + misconfigured + failed;

const inFull = ({ incomplete }: ProjectReport): Content =>
  incomplete.length === 0
    ? 'yes'
    : html`<strong class="no">not</strong> ${incomplete.map((kind, at) => html`${at > 0 ? ', ' : ''}${name(kind)}`)}`;

const count = (heading: string, key: keyof ProjectReport): Column<ProjectReport> => ({
  heading,
  cell: (row) => number(Number(row[key])),
  as: 'number',
});

/** Items that were read of each project, over all resources. */
export const projects = ({ projects: rows, organisations }: Report): Section[] => {
  if (rows.length === 0) return [];
  const whole = Math.max(0, ...rows.map(itemsOf));
  const several = organisations.length > 1;
  return [
    {
      id: 'projects',
      title: 'By project',
      count: counted(rows.length, 'project'),
      note: 'Items of all resources; without those that hang under no project, such as users and groups. The bars have one scale.',
      body: table<ProjectReport>({
        id: 'projects-table',
        caption: 'Items by project, most first; filtered ones in grey, misconfigured in ochre, failed in red',
        rows: [...rows].sort((a, b) => itemsOf(b) - itemsOf(a)),
        most: 500,
        columns: [
          {
            heading: 'Project',
            cell: (row) => name(several ? `${row.organisation}/${row.project}` : row.project),
          },
          {
            heading: 'Items',
            as: 'picture',
            cell: (row) => itemsBar(row, whole),
          },
          count('Read', 'rawItems'),
          count('Mapped', 'mapped'),
          count('Filtered', 'filtered'),
          count('Misconfigured', 'misconfigured'),
          count('Failed', 'failed'),
          count('In part', 'partial'),
          { heading: 'In full', cell: inFull },
        ],
      }),
    },
  ];
};
