import { UserError } from '../../lib/errors.ts';
import { ITEMS_PLACE } from '../../mapping/items-to-parse.ts';
import type { ResourceReport } from '../report.ts';

/** Identifiers and blueprints that were empty for all items of a resource, and arrays that no item has. */
export function brokenExpressions(report: ResourceReport): UserError[] {
  const taken = report.mapped + report.misconfigured;
  const empty = report.misconfiguredFields
    .filter(({ count }) => count >= taken)
    .map(({ field, example }) => ({
      place: field,
      what: `came out empty for ${all(taken)}, e.g. ${example}`,
    }));
  if (report.skipped > 0 && report.skipped === report.rawItems)
    empty.push({
      place: `resources[${report.index}].${ITEMS_PLACE}`,
      what: `made nothing of ${all(report.skipped)}`,
    });
  return empty.map(
    ({ place, what }) =>
      new UserError(
        `${place} ${what}.`,
        'Correct the expression: check mode shows what it gives. Until then nothing that the resource could make is deleted.',
        { code: 'PCS3002' },
      ),
  );
}

const all = (items: number): string => (items === 1 ? 'the only item' : `all ${items} items`);
