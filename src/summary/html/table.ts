import { number } from '../format.ts';
import { type Content, type Html, html } from './markup.ts';

export interface Column<Row> {
  heading: Content;
  cell: (row: Row) => Content;
  /** `number`: right, in tabular figures; `picture`: takes the room that is left; `text`: prose. */
  as?: 'number' | 'picture' | 'text';
}

export interface Table<Row> {
  /** Of the caption, unique in the document. */
  id: string;
  /** What it shows, one phrase. */
  caption: string;
  rows: readonly Row[];
  /** The first one names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  /** Rows shown at the most (200). */
  most?: number;
  foot?: Row;
}

const cellOf = <Row>({ cell, as = 'text' }: Column<Row>, row: Row, isName: boolean): Html => {
  const content = cell(row);
  return isName
    ? html`<th scope="row">${content}</th>`
    : html`<td class="${content === '0' ? 'number zero' : as}">${content}</td>`;
};

const line = <Row>(columns: readonly Column<Row>[], row: Row): Html =>
  html`<tr>${columns.map((column, index) => cellOf(column, row, index === 0))}</tr>\n`;

/** What a capped list says of the rest. */
export const more = (count: number, most: number): Content =>
  count > most ? html`<p class="more">and ${number(count - most)} more in summary.json</p>` : undefined;

/** A table that scrolls sideways by itself where it is too wide, by keyboard too. */
export const table = <Row>({ id, caption, rows, columns, most = 200, foot }: Table<Row>): Html =>
  html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0"><table>
<caption id="${id}">${caption}</caption>
<thead><tr>${columns.map(({ heading, as = 'text' }, index) => html`<th scope="col" class="${index === 0 ? 'first' : as}">${heading}</th>`)}</tr></thead>
<tbody>
${rows.slice(0, most).map((row) => line(columns, row))}</tbody>
${foot ? html`<tfoot>${line(columns, foot)}</tfoot>` : ''}</table></div>
${more(rows.length, most)}`;
