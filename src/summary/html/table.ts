import { number } from '../../report/words/format.ts';
import { type Content, type Html, html } from './markup.ts';

export interface Column<Row> {
  heading: Content;
  cell: (row: Row) => Content;
  /** The value that the column is sorted by, where the text of the cell cannot be compared: `1.2 s`. */
  value?: (row: Row) => number;
  /**
   * The look of its cells. `number`: right, in tabular figures. `picture`: takes the room that is left. `text`: prose.
   */
  as?: 'number' | 'picture' | 'text';
  /** Set where it is left out when the page is narrow. */
  minor?: true;
}

export interface Table<Row> {
  /** The id of the caption, unique in the document. */
  id: string;
  /** A phrase that says what the table shows, another one than that of any other table. */
  caption: Content;
  rows: readonly Row[];
  /** The columns, of which the first one names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  /** Rows shown at the most (200). */
  most?: number;
}

const classes = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

const cellOf = <Row>({ cell, value, as = 'text', minor }: Column<Row>, row: Row, isName: boolean): Html => {
  const content = cell(row);
  const sorted = value ? html` data-value="${value(row)}"` : '';
  return isName
    ? html`<th scope="row">${content}</th>`
    : html`<td class="${classes(as, minor && 'minor', content === '0' && 'zero')}"${sorted}>${content}</td>`;
};

const head = <Row>({ heading, as = 'text', minor }: Column<Row>, index: number): Html =>
  html`<th scope="col" class="${classes(index === 0 ? 'first' : as, minor && 'minor')}">${heading}</th>`;

const line = <Row>(columns: readonly Column<Row>[], row: Row): Html =>
  html`<tr>${columns.map((column, index) => cellOf(column, row, index === 0))}</tr>\n`;

/** The words of a capped list about the rest; `where`: the file that has it. */
export const more = (count: number, most: number, where = 'summary.json'): Content =>
  count > most ? html`<p class="more">and ${number(count - most)} more in ${where}</p>` : undefined;

/** A table that scrolls sideways by itself where it is too wide, by keyboard too. */
export const table = <Row>({ id, caption, rows, columns, most = 200 }: Table<Row>): Html =>
  html`<div class="scroll" role="group" aria-labelledby="${id}" tabindex="0"><table${rows.length > 1 && html` data-sort`}>
<caption id="${id}"><span>${caption}</span></caption>
<thead><tr>${columns.map(head)}</tr></thead>
<tbody>
${rows.slice(0, most).map((row) => line(columns, row))}</tbody>
</table></div>
${more(rows.length, most)}`;
