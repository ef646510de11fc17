import { columns, cut, type Paint, type Tone } from './style.ts';

export interface GridColumn<Row> {
  heading: string;
  cell: (row: Row) => string;
  /** The colour of cells other than `0`. */
  tone?: Tone;
  /** The rank by which it is left off where the terminal is narrow, the lowest first. */
  optional?: number;
}

const gap = 2;
const narrowest = 8;

/** The first column stands left and gives way, the others right; optional ones are left off where there is no room. */
export const grid = <Row>(
  rows: readonly Row[],
  all: readonly GridColumn<Row>[],
  { width, paint }: { width: number; paint: Paint },
): string[] => {
  const measure = (column: GridColumn<Row>): number =>
    rows.reduce((most, row) => Math.max(most, columns(column.cell(row))), columns(column.heading));
  let kept = [...all];
  const others = () => kept.slice(1).reduce((sum, column) => sum + gap + measure(column), 0);
  const wanted = Math.min(measure(all[0] as GridColumn<Row>), 24);
  while (others() + wanted > width && kept.some((column) => column.optional)) {
    const least = Math.min(...kept.flatMap((column) => column.optional ?? []));
    kept = kept.filter((column) => column.optional !== least);
  }
  const first = Math.max(narrowest, Math.min(width - others(), measure(kept[0] as GridColumn<Row>)));
  const widths = kept.map((column, index) => (index === 0 ? first : measure(column)));
  const line = (
    cell: (column: GridColumn<Row>) => string,
    tone: (column: GridColumn<Row>, text: string) => string,
  ) =>
    kept
      .map((column, index) => {
        const text = cut(cell(column), widths[index] ?? 0);
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - columns(text)));
        return index === 0 ? tone(column, text) + space : space + tone(column, text);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return [
    line(
      (column) => column.heading,
      (_, text) => paint('dim', text),
    ),
    ...rows.map((row) =>
      line(
        (column) => column.cell(row),
        (column, text) => (text === '0' ? paint('dim', text) : column.tone ? paint(column.tone, text) : text),
      ),
    ),
  ];
};
