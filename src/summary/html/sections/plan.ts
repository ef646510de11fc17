import { counted, number } from '../../../report/format.ts';
import type { FieldChange, PlanReport, Report } from '../../../report/report.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { more } from '../table.ts';
import type { Section } from './section.ts';

type Planned = PlanReport['blueprints'][number];

/** Fields before and after. */
export const diff = (fields: readonly FieldChange[]): Content =>
  fields.length > 0 &&
  html`<dl class="diff">${fields
    .slice(0, 50)
    .map(
      ({ field, before, after }) =>
        html`<div><dt>${name(field)}</dt><dd><del>${name(before)}</del> <ins>${name(after)}</ins></dd></div>`,
    )}</dl>${more(fields.length, 50)}`;

const most = 100;

const group = <Row>(
  tone: string,
  title: string,
  rows: readonly Row[],
  item: (row: Row) => Content,
): Content =>
  rows.length > 0 &&
  html`<h3 class="step ${tone}">${title} <span>${number(rows.length)}</span></h3>
<ul class="steps">${rows.slice(0, most).map((row) => html`<li>${item(row)}</li>`)}</ul>${more(rows.length, most)}`;

const because = (identifier: string, reason: string): Html =>
  html`${name(identifier)} <span class="why">${said(reason)}</span>`;

const counts = (planned: Planned): string =>
  [
    planned.delete.length ? `${number(planned.delete.length)} to delete` : '',
    planned.update.length ? `${number(planned.update.length)} to update` : '',
    planned.create.length ? `${number(planned.create.length)} to create` : '',
    planned.refuse.length ? `${number(planned.refuse.length)} to be refused` : '',
    planned.heldBack.length ? `${number(planned.heldBack.length)} held back` : '',
  ]
    .filter(Boolean)
    .join(', ');

const blueprint = (planned: Planned): Html => html`<details open>
<summary>${name(planned.blueprint)} <span class="count">${counts(planned) || 'nothing to do'}</span></summary>
${group('deleted', 'Delete', planned.delete, name)}
${group('deleted', 'Goes with it', planned.cascade, (row) => html`${name(row.identifier)} <span class="why">of ${name(row.blueprint)}, because ${said(row.because)}</span>`)}
${group('refused', 'Would be refused', planned.refuse, (row) => because(row.identifier, row.reason))}
${group('held-back', 'Kept although not found', planned.heldBack, (row) => because(row.identifier, row.reason))}
${group('updated', 'Update', planned.update, (row) => html`${name(row.identifier)}${diff(row.fields)}`)}
${group('created', 'Create', planned.create, name)}
</details>`;

export const plan = ({ plan }: Report): Section[] => {
  if (!plan) return [];
  const { setup, blueprints } = plan;
  return [
    {
      id: 'plan',
      title: 'The plan',
      count: counted(blueprints.length, 'blueprint'),
      note: 'What a sync would do. Every entity concerned is in changes.ndjson.',
      body: html`${setup.length > 0 ? html`<h3>Set up first</h3><ul class="prose">${setup.slice(0, most).map((step) => html`<li>${said(step)}</li>`)}</ul>` : ''}
${blueprints.slice(0, most).map(blueprint)}${more(blueprints.length, most)}`,
    },
  ];
};
