import type { Report, ResourceReport } from '../../../report/report.ts';
import { counted, number } from '../../../report/words/format.ts';
import { isUntouched, unreadReasons } from '../../../report/words/told.ts';
import { outcomeWords, partialWords, resourceName } from '../../../report/words/words.ts';
import { itemsBar, stacked } from '../charts.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { type Column, more, table } from '../table.ts';
import type { Section } from './section.ts';

const count = <Row>(heading: string, value: (row: Row) => number): Column<Row> => ({
  heading,
  cell: (row) => number(value(row)),
  as: 'number',
});

const inFull = (row: ResourceReport): Content =>
  row.leftAlone ? 'left alone' : row.complete ? 'yes' : html`<strong class="no">no</strong>`;

const reasons = (resources: readonly ResourceReport[]): Content => {
  const rows = unreadReasons(resources);
  if (rows.length === 0) return undefined;
  return html`<h3>Not read in full</h3>
<ul class="prose">${rows
    .slice(0, 100)
    .map(
      ({ reason, lists }) =>
        html`<li>${lists.map(({ resource, count }, at) => html`${at > 0 && ', '}${name(resourceName(resource))}${count > 1 && html` (${counted(count, 'time')})`}`)} ${said(reason)}</li>`,
    )}</ul>${more(rows.length, 100)}`;
};

const partial = (resources: readonly ResourceReport[]): Content => {
  const rows = resources.filter((resource) => resource.partial > 0);
  if (rows.length === 0) return undefined;
  return html`<h3>Named by their lists, and not read in full</h3>
<ul class="prose">${rows
    .slice(0, 100)
    .map(
      (row) => html`<li>${name(resourceName(row))} ${partialWords(row)}</li>`,
    )}</ul>${more(rows.length, 100)}`;
};

const fields = (resources: readonly ResourceReport[]): Content => {
  const rows = resources.flatMap((resource) => [
    ...resource.misconfiguredFields.map((row) => ({
      ...row,
      resource,
      message: 'came out empty, the item was left out',
    })),
    ...resource.fieldErrors.map((row) => ({ ...row, resource })),
  ]);
  if (rows.length === 0) return undefined;
  return html`<h3>Fields of the mapping to look at</h3>${table({
    id: 'fields-table',
    caption: 'Expressions that gave nothing, with an example',
    rows,
    columns: [
      { heading: 'Field', cell: (row) => name(row.field) },
      { heading: 'Resource', cell: (row) => name(resourceName(row.resource)) },
      { heading: 'What happened', cell: (row) => said(row.message) },
      { heading: 'Items', cell: (row) => number(row.count), as: 'number' },
      { heading: 'For example', cell: (row) => name(row.example) },
    ],
  })}`;
};

const notes = (notes: Report['notes']): Content =>
  notes.length > 0 &&
  html`<details><summary>Complete, and empty (${notes.length})</summary>
<ul class="prose">${notes
    .slice(0, 100)
    .map(
      ({ reason, count, kinds }) =>
        html`<li>${said(reason)}: ${counted(count, 'list')} of ${kinds.map((kind, at) => html`${at > 0 ? ', ' : ''}${name(kind)}`)}</li>`,
    )}</ul></details>`;

/** The value of the largest row: bars of one table have one scale. */
const largest = (counts: readonly number[]): number => Math.max(0, ...counts);

const items = (resources: readonly ResourceReport[]): Html => {
  const whole = largest(resources.map((row) => row.items));
  return table<ResourceReport>({
    id: 'items-table',
    caption: 'Items read and mapped; filtered ones in grey, misconfigured in ochre, failed in red',
    rows: resources,
    columns: [
      { heading: 'Resource', cell: (row) => name(resourceName(row)) },
      {
        heading: 'Items',
        as: 'picture',
        cell: (row) => itemsBar(row, whole),
      },
      count('Read', (row) => row.rawItems),
      count('Items', (row) => row.items),
      count('Mapped', (row) => row.mapped),
      count('Filtered', (row) => row.filtered),
      count('Misconfigured', (row) => row.misconfigured),
      count('Failed', (row) => row.failed),
      { heading: 'In full', cell: inFull },
    ],
  });
};

const entities = (resources: readonly ResourceReport[], mode: Report['run']['mode']): Html => {
  const words = outcomeWords(mode);
  const whole = largest(resources.map((row) => row.entities));
  const left = resources.some(({ unsettled }) => unsettled > 0);
  return table<ResourceReport>({
    id: 'entities-table',
    caption: 'Distinct entities made of them, by outcome',
    rows: resources,
    columns: [
      { heading: 'Resource', cell: (row) => name(resourceName(row)) },
      {
        heading: 'Outcomes',
        as: 'picture',
        cell: (row) =>
          stacked(
            [
              { tone: 'created', value: row.created },
              { tone: 'updated', value: row.updated },
              { tone: 'unchanged', value: row.unchanged },
              { tone: 'refused', value: row.refused },
            ],
            whole,
          ),
      },
      count('Entities', (row) => row.entities),
      count(words.created, (row) => row.created),
      count(words.updated, (row) => row.updated),
      count(words.unchanged, (row) => row.unchanged),
      count(words.refused, (row) => row.refused),
      ...(left ? [count<ResourceReport>('Unsettled', (row) => row.unsettled)] : []),
    ],
  });
};

/** A row for each resource of the mapping. */
export const kinds = (report: Report): Section[] => {
  const { resources, notes: empty, run } = report;
  return resources.length === 0 || isUntouched(report)
    ? []
    : [
        {
          id: 'kinds',
          title: 'By kind',
          count: counted(resources.length, 'resource'),
          note: 'Each resource of the mapping, in its order: what was read, and what became of it. The bars of a table have one scale.',
          body: [
            items(resources),
            entities(resources, run.mode),
            reasons(resources),
            partial(resources),
            fields(resources),
            notes(empty),
          ],
        },
      ];
};
