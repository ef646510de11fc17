import type { RawItem } from '../../kinds/types.ts';
import type { ItemOutcome, MappedItem } from '../../mapping/types.ts';
import type { ResourceReport } from '../report.ts';
import { itemName } from '../words/item-name.ts';
import { resourceName } from '../words/words.ts';

/** The listeners to what went wrong while items were mapped. */
export interface MappedListener {
  warn(message: string): void;
  /** A field that an item's entities need could not be read. */
  unread(error: unknown, example: string): void;
  /** An expression failed: the resource is incomplete. `place`: of the expression in the mapping. */
  failed(field: string, place: string, message: string, example: string): void;
}

/** Counts what the mapping made of some raw items, aligned with them. */
export function countMapped(
  report: ResourceReport,
  mapped: readonly MappedItem[],
  items: readonly RawItem[],
  listener: MappedListener,
): void {
  const place = (field: string) => `resources[${report.index}].${field}`;
  for (const [i, { skipped, outcomes, fieldErrors = {} }] of mapped.entries()) {
    report.rawItems += 1;
    if (skipped !== undefined) {
      report.skipped += 1;
      listener.warn(`${resourceName(report)}: ${skipped}`);
    }
    for (const outcome of outcomes) countOutcome(report, outcome, items[i], place, listener);
    for (const [field, message] of Object.entries(fieldErrors))
      countError(report.fieldErrors, { field: place(field), message }, items[i]);
  }
}

function countOutcome(
  report: ResourceReport,
  outcome: ItemOutcome,
  item: RawItem | undefined,
  place: (field: string) => string,
  listener: MappedListener,
): void {
  report.items += 1;
  report[outcome.result] += 1;
  if (outcome.result !== 'filtered')
    for (const { error } of outcome.entities.flatMap(({ unread = [] }) => unread))
      listener.unread(error, itemName(item));
  if (outcome.result === 'misconfigured')
    for (const field of outcome.fields ?? [outcome.field])
      countField(report.misconfiguredFields, place(field), item);
  if (outcome.result === 'failed')
    listener.failed(outcome.field, place(outcome.field), outcome.message, itemName(item));
}

function countField(
  fields: ResourceReport['misconfiguredFields'],
  field: string,
  item: RawItem | undefined,
): void {
  const known = fields.find((f) => f.field === field);
  if (known) known.count += 1;
  else fields.push({ field, count: 1, example: itemName(item) });
}

function countError(
  errors: ResourceReport['fieldErrors'],
  { field, message }: { field: string; message: string },
  item: RawItem | undefined,
): void {
  const known = errors.find((f) => f.field === field);
  if (known) known.count += 1;
  else errors.push({ field, message, count: 1, example: itemName(item) });
}
