import type { Report } from '../report/report.ts';
import { INVISIBLE, JOINER } from './clean.ts';

const invisible = new RegExp(`(?!\\n)${INVISIBLE}|[\\u2028\\u2029]`, 'gu');
const numberSigns = new RegExp(`#(?=${JOINER}*#)`, 'gu');

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * JSON that can be printed: the same value, with what is invisible written as an escape, and no `##` in it, so
 * that a pipeline that prints the file runs no `##vso[` command.
 */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(invisible, escaped).replace(numberSigns, '\\u0023');

/** The text of summary.json. */
export const renderJson = (report: Report): string => `${printableJson(report, 2)}\n`;
