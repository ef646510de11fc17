import type { RawItem } from '../../../kinds/types.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { MappedItem, Resource } from '../../../mapping/types.ts';
import { countMapped } from '../../../report/counters/count-mapped.ts';
import type { Counters } from '../../../report/counters/counters.ts';
import { brokenExpressions } from '../../../report/problems/broken-expressions.ts';
import type { ResourceReport } from '../../../report/report.ts';

/** Completeness of a second reading, by the rules that hold for the first. */
export interface MappedAgain {
  add(resource: Resource, mapped: readonly MappedItem[], items: readonly RawItem[]): void;
  /** Resources of which an item may be any entity, each once, with the reason. */
  unclear(): { resource: Resource; reason: string }[];
}

/** `counters`: of the first reading, which go on here: an expression is broken that gave nothing in either. */
export function createMappedAgain({ reportOf }: Pick<Counters, 'reportOf'>): MappedAgain {
  const reports = new Map<Resource, ResourceReport>();
  const reasons = new Map<Resource, string>();
  const tell = (resource: Resource, reason: string) => {
    if (!reasons.has(resource)) reasons.set(resource, `in a second reading ${reason}`);
  };
  return {
    add(resource, mapped, items) {
      const report = getOrCreate(reports, resource, () => structuredClone(reportOf(resource)));
      countMapped(report, mapped, items, {
        warn() {},
        unread() {},
        failed: (_, place, message) => tell(resource, `${place} could not be evaluated: ${message}`),
      });
    },
    unclear() {
      for (const [resource, report] of reports)
        for (const error of brokenExpressions(report)) tell(resource, messageOf(error));
      return [...reasons].map(([resource, reason]) => ({ resource, reason }));
    },
  };
}
