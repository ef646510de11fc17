import type { Report } from '../../report/report.ts';
import { resourceName } from '../../report/words/words.ts';
import { triedIn } from '../check.ts';
import { visible } from '../clean.ts';
import { columns, cut, type Paint, wrap } from './style.ts';

type Page = { width: number; paint: Paint };

const entity = (fields: readonly [string, string][], { width, paint }: Page): string[] => {
  const shown = fields.map(([field, value]): [string, string] => [visible(field, 80), visible(value, 200)]);
  const longest = Math.min(
    shown.reduce((most, [field]) => Math.max(most, columns(field)), 0),
    Math.floor(width / 2),
  );
  return shown.map(([field, value]) => {
    const name = cut(field, longest);
    const space = ' '.repeat(longest - columns(name) + 2);
    return `    ${paint('dim', name)}${space}${cut(value, Math.max(20, width - longest - 6))}`;
  });
};

const remark = (text: string, { width, paint }: Page): string[] =>
  wrap(visible(text, 600), Math.max(20, width - 6)).map((line, at) =>
    paint('yellow', `${at === 0 ? '  ! ' : '    '}${line}`),
  );

/** Entities that the sample items of each resource became. */
export const check = (report: Report, page: Page): string[] =>
  triedIn(report).flatMap(({ checked, counts, entities, remarks }) => [
    '',
    `${page.paint('bold', visible(resourceName(checked), 60))}  ${page.paint('dim', counts)}`,
    ...entities.flatMap((fields) => entity(fields, page)),
    ...remarks.flatMap((text) => remark(text, page)),
  ]);
