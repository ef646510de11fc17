import { type Content, type Html, html } from '../markup.ts';

export interface Section {
  id: string;
  title: string;
  /** A number that is shown beside the title in the list of contents. */
  count?: string;
  /** A sentence that says what the section shows. */
  note?: Content;
  body: Content;
}

export const section = ({ id, title, note, body }: Section): Html => html`
<section id="${id}" aria-labelledby="${id}-title">
<div class="margin"><h2 id="${id}-title">${title}</h2>${note ? html`<p>${note}</p>` : ''}</div>
<div class="matter">${body}</div>
</section>`;

export const contents = (sections: readonly Section[]): Html => html`
<nav aria-label="Contents"><ul>${sections.map(
  ({ id, title, count }) =>
    html`<li><a href="#${id}">${title}${count ? html` <span>${count}</span>` : ''}</a></li>`,
)}</ul></nav>`;
