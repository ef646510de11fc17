import type { Status } from '../../../report/report.ts';
import { colours } from './colours.ts';
import { layout } from './layout.ts';
import { lists } from './lists.ts';
import { print } from './print.ts';
import { tables } from './tables.ts';
import { type } from './type.ts';

export const styles = [colours, type, layout, tables, lists, print].join('');

const iconColour: Record<Status, string> = {
  succeeded: '1d8a5f',
  problems: 'b8811a',
  failed: 'c7321f',
  cancelled: '6b7480',
  skipped: '6b7480',
};

/** A dot in the status' colour for the browser's tab. */
export const icon = (status: Status): string =>
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='%23${iconColour[status]}'/%3E%3C/svg%3E`;
