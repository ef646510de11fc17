import type { Change, ChangeGroup, FieldChange } from '../../../report/change.ts';
import type { Report } from '../../../report/report.ts';
import { number } from '../../../report/words/format.ts';
import { changesByBlueprint, moreThan } from '../../../report/words/told.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { more } from '../table.ts';

/** Characters of all changes together: a page of a million opens at once. Each group has its share. */
const ROOM = 500_000;
const MOST_FIELDS = 50;

/** The first rows that have room, as markup. */
const within = <Row>(
  rows: readonly Row[],
  room: number,
  render: (row: Row, left: number) => Html,
): Html[] => {
  const shown: Html[] = [];
  let left = room;
  for (const row of rows) {
    if (left <= 0) break;
    const one = render(row, left);
    left -= one.markup.length;
    shown.push(one);
  }
  return shown;
};

/** Fields before and after. */
const diff = (fields: readonly FieldChange[], room: number): Content => {
  if (fields.length === 0) return undefined;
  const shown = within(
    fields.slice(0, MOST_FIELDS),
    room,
    ({ field, before, after }) =>
      html`<div><dt>${name(field)}</dt><dd><del>${name(before)}</del> <ins>${name(after)}</ins></dd></div>`,
  );
  return html`<dl class="diff">${shown}</dl>${more(fields.length, shown.length, 'changes.ndjson')}`;
};

/** Title and identifier, as far as they differ. */
export const entity = ({ identifier, title }: { identifier: string; title?: string | undefined }): Html =>
  title === undefined || title === identifier ? name(identifier) : html`${said(title)} ${name(identifier)}`;

export const blueprint = ({ blueprint, title }: { blueprint: string; title?: string | undefined }): Html =>
  entity({ identifier: blueprint, title });

const tone = (action: Change['action']): string => (action === 'cascaded' ? 'deleted' : action);

const item = (change: Change, room: number): Html =>
  html`<li>${entity(change)}${
    change.resource ? html` <span class="why">by ${name(change.resource)}</span>` : ''
  }${change.reason ? html` <span class="why">${said(change.reason)}</span>` : ''}${diff(change.fields ?? [], room)}</li>`;

export interface ChangesOptions {
  /** Headings of groups. */
  titles: Record<Change['action'], string>;
  /** Words behind a number. */
  words: Record<Change['action'], string>;
  open: boolean;
  /** Blueprints, and entities of a group. */
  most: number;
}

const group = (told: ChangeGroup, { titles, most }: ChangesOptions, room: number): Html => {
  const shown = within(told.examples.slice(0, most), room, item);
  const left = moreThan(told, shown.length);
  return html`<h3 class="step ${tone(told.action)}">${titles[told.action]} <span>${number(told.count)}</span></h3>
<ul class="steps">${shown}</ul>${left > 0 && html`<p class="more">and ${number(left)} more in changes.ndjson</p>`}`;
};

/** The changes of each blueprint, with the first of each kind. */
export const changesOf = (report: Report, options: ChangesOptions): { blueprints: number; body: Content } => {
  const all = changesByBlueprint(report);
  const { words, open, most } = options;
  const room = ROOM / Math.max(1, all.slice(0, most).flatMap(({ groups }) => groups).length);
  const body = all.slice(0, most).map(
    (one) => html`<details${open && html` open`}>
<summary>${blueprint(one)} <span class="count">${one.groups.map(({ action, count }) => `${number(count)} ${words[action]}`).join(', ')}</span></summary>
${one.groups.map((told) => group(told, options, room))}
</details>`,
  );
  return { blueprints: all.length, body: [body, more(all.length, most)] };
};
