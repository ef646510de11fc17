import { number } from '../../../report/format.ts';
import type { Change, ChangeGroup, FieldChange, Report } from '../../../report/report.ts';
import { changesByBlueprint, moreThan } from '../../../report/told.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { more } from '../table.ts';

/** Fields before and after. */
const diff = (fields: readonly FieldChange[]): Content =>
  fields.length > 0 &&
  html`<dl class="diff">${fields
    .slice(0, 50)
    .map(
      ({ field, before, after }) =>
        html`<div><dt>${name(field)}</dt><dd><del>${name(before)}</del> <ins>${name(after)}</ins></dd></div>`,
    )}</dl>${more(fields.length, 50, 'changes.ndjson')}`;

/** Title and identifier, as far as they differ. */
export const entity = ({ identifier, title }: { identifier: string; title?: string | undefined }): Html =>
  title === undefined || title === identifier ? name(identifier) : html`${said(title)} ${name(identifier)}`;

export const blueprint = ({ blueprint, title }: { blueprint: string; title?: string | undefined }): Html =>
  entity({ identifier: blueprint, title });

const tone = (action: Change['action']): string => (action === 'cascaded' ? 'deleted' : action);

const item = (change: Change): Html =>
  html`<li>${entity(change)}${
    change.resource ? html` <span class="why">by ${name(change.resource)}</span>` : ''
  }${change.reason ? html` <span class="why">${said(change.reason)}</span>` : ''}${diff(change.fields ?? [])}</li>`;

export interface ChangesOptions {
  /** Of a group. */
  titles: Record<Change['action'], string>;
  /** Behind a number. */
  words: Record<Change['action'], string>;
  open: boolean;
  /** Blueprints, and entities of a group. */
  most: number;
}

const group = (told: ChangeGroup, { titles, most }: ChangesOptions): Html => {
  const left = moreThan(told, most);
  return html`<h3 class="step ${tone(told.action)}">${titles[told.action]} <span>${number(told.count)}</span></h3>
<ul class="steps">${told.examples.slice(0, most).map(item)}</ul>${left > 0 && html`<p class="more">and ${number(left)} more in changes.ndjson</p>`}`;
};

/** The changes of each blueprint, with the first of each kind. */
export const changesOf = (report: Report, options: ChangesOptions): { blueprints: number; body: Content } => {
  const all = changesByBlueprint(report);
  const { words, open, most } = options;
  const body = all.slice(0, most).map(
    (one) => html`<details${open && html` open`}>
<summary>${blueprint(one)} <span class="count">${one.groups.map(({ action, count }) => `${number(count)} ${words[action]}`).join(', ')}</span></summary>
${one.groups.map((told) => group(told, options))}
</details>`,
  );
  return { blueprints: all.length, body: [body, more(all.length, most)] };
};
