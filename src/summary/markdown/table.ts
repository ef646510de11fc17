import { number } from '../../report/words/format.ts';
import type { Block } from './fit.ts';

/** A column: its heading, and the cell's finished markdown for a row. Numbers stand right. */
export interface Column<Row> {
  heading: string;
  cell: (row: Row) => string;
  right?: boolean;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The first `most` rows, an item each. */
export const list = <Row>(rows: readonly Row[], item: (row: Row) => string, most: number): Block => ({
  items: rows.slice(0, most).map(item),
  more: Math.max(0, rows.length - most),
});

/** The first `most` rows as a table. */
export const table = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], most: number): Block => ({
  head: `${line(columns.map((column) => column.heading))}\n${line(
    columns.map((column) => (column.right ? '---:' : '---')),
  )}`,
  ...list(rows, (row) => line(columns.map((column) => column.cell(row))), most),
});

/** A column of numbers. */
export const count = <Row>(heading: string, value: (row: Row) => number): Column<Row> => ({
  heading,
  cell: (row) => number(value(row)),
  right: true,
});
