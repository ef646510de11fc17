import type { Block } from './fit.ts';

/** A column: its heading, and the cell's finished markdown for a row. Numbers stand right. */
export interface Column<Row> {
  heading: string;
  cell: (row: Row, index: number) => string;
  right?: boolean;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const table = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], most: number): Block => ({
  head: `${line(columns.map((column) => column.heading))}\n${line(
    columns.map((column) => (column.right ? '---:' : '---')),
  )}`,
  items: rows.map((row, index) => line(columns.map((column) => column.cell(row, index)))),
  most,
});
