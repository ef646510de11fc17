import type { Report } from '../../../report/report.ts';
import { counted } from '../../../report/words/format.ts';
import { resourceName } from '../../../report/words/words.ts';
import { type Tried, triedIn } from '../../check.ts';
import { type Html, html, name, said } from '../markup.ts';
import type { Section } from './section.ts';

const entity = (fields: readonly [string, string][]): Html =>
  html`<dl class="diff">${fields.map(
    ([field, value]) => html`<div><dt>${name(field)}</dt><dd>${name(value)}</dd></div>`,
  )}</dl>`;

const resource = ({ checked, counts, entities, remarks }: Tried): Html => html`<details open>
<summary>${name(resourceName(checked))} <span class="count">${counts}</span></summary>
${entities.map(entity)}
${remarks.length > 0 && html`<ul class="prose">${remarks.map((text) => html`<li>${said(text)}</li>`)}</ul>`}
</details>`;

/** Entities that the sample items of each resource became. */
export const check = (report: Report): Section[] => {
  const tried = triedIn(report);
  if (tried.length === 0) return [];
  return [
    {
      id: 'check',
      title: 'What the samples became',
      count: counted(tried.length, 'resource'),
      note: 'Of each resource the first sample that became an entity, as it would be sent to Port.',
      body: tried.map(resource),
    },
  ];
};
