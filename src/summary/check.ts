import { fieldsOf } from '../check/fields.ts';
import type { CheckedResource } from '../report/check-report.ts';
import type { Report, ResourceReport } from '../report/report.ts';
import { counted, listed, number } from '../report/words/format.ts';

/** A resource that was tried, as every rendering tells it. */
export interface Tried {
  checked: CheckedResource;
  report: ResourceReport;
  /** The counts in words: `3 built-in samples: 2 mapped and 1 filtered out`. */
  counts: string;
  /** Fields with their values as JSON, of each entity shown. */
  entities: [field: string, json: string][][];
  /** Warnings that are worth a look, in words. */
  remarks: string[];
}

const longestValue = 200;

const json = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
};

const counts = ({ samples }: CheckedResource, report: ResourceReport): string => {
  const read = counted(report.rawItems, samples === 'own' ? 'own sample' : 'built-in sample');
  const items = report.items === report.rawItems ? '' : `, ${counted(report.items, 'item')} made of them`;
  const parts = [
    report.skipped && `${number(report.skipped)} skipped`,
    report.mapped && `${number(report.mapped)} mapped`,
    report.filtered && `${number(report.filtered)} filtered out`,
    report.misconfigured && `${number(report.misconfigured)} misconfigured`,
    report.failed && `${number(report.failed)} failed`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? `${read}${items}` : `${read}${items}: ${listed(parts)}`;
};

const remarks = ({ withoutSelector, empty }: CheckedResource, report: ResourceReport): string[] => [
  ...(withoutSelector
    ? ['The selector leaves every sample out. Without it the first would become this.']
    : []),
  ...(empty.length > 0 ? [`Null from every sample: ${empty.join(', ')}.`] : []),
  ...report.fieldErrors.map(
    ({ field, message, count }) => `${field} failed, and is null: ${message} (${counted(count, 'time')}).`,
  ),
  ...report.misconfiguredFields.map(
    ({ field, count }) => `${field} came out empty, the item is left out (${counted(count, 'time')}).`,
  ),
];

/** The resources of a mapping check with what their samples became. */
export const triedIn = ({ check, resources }: Report): Tried[] =>
  (check?.resources ?? []).flatMap((checked) => {
    const report = resources[checked.index];
    if (!report) return [];
    const entities = checked.entities.map((entity) =>
      fieldsOf(entity).map(([field, value]): [string, string] => [field, json(value)]),
    );
    return [
      { checked, report, counts: counts(checked, report), entities, remarks: remarks(checked, report) },
    ];
  });
