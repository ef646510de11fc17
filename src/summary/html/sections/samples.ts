import { number } from '../../../report/format.ts';
import type { Change } from '../../../report/report.ts';
import type { ChangeSample } from '../../changes.ts';
import { type Html, html, name, said } from '../markup.ts';
import { diff } from './plan.ts';
import type { Section } from './section.ts';

const words: Record<Change['action'], string> = {
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  refused: 'refused',
  'held-back': 'held back',
  cascaded: 'deleted with what they required',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const tone = (action: Change['action']): string => (action === 'cascaded' ? 'deleted' : action);

const item = ({ identifier, resource, reason, fields }: Change): Html =>
  html`<li>${name(identifier)}${
    resource ? html` <span class="why">by ${name(resource)}</span>` : ''
  }${reason ? html` <span class="why">${said(reason)}</span>` : ''}${diff(fields ?? [])}</li>`;

const actions = (rows: readonly ChangeSample[]): Html[] =>
  rows.map(
    ({
      action,
      count,
      examples,
    }) => html`<h3 class="step ${tone(action)}">${capital(words[action])} <span>${number(count)}</span></h3>
<ul class="steps">${examples.map(item)}</ul>${count > examples.length ? html`<p class="more">and ${number(count - examples.length)} more in changes.ndjson</p>` : ''}`,
  );

/** A few changed entities of each blueprint, folded. */
export const changeSamples = (samples: readonly ChangeSample[]): Section[] => {
  if (samples.length === 0) return [];
  const blueprints = [...new Set(samples.map((sample) => sample.blueprint))];
  return [
    {
      id: 'samples',
      title: 'Some of the changes',
      note: 'The first few of each; all of them are in changes.ndjson.',
      body: blueprints.map((blueprint) => {
        const rows = samples.filter((sample) => sample.blueprint === blueprint);
        return html`<details>
<summary>${name(blueprint)} <span class="count">${rows.map((row) => `${number(row.count)} ${words[row.action]}`).join(', ')}</span></summary>
${actions(rows)}
</details>`;
      }),
    },
  ];
};
