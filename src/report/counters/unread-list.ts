import type { Resource } from '../../mapping/types.ts';
import type { ResourceReport } from '../report.ts';
import type { UnreadPart, UnreadParts } from '../unread.ts';

/** The parts of each resource that were not read. */
export interface UnreadList {
  /** The resource is incomplete for this reason. Without a part, anything of it may be missing. */
  leave(index: number, reason: string, part?: UnreadPart, error?: unknown): void;
  /** Notes that nothing is proven of this part. The resource stays complete. */
  notShown(index: number, part: UnreadPart): void;
  of(index: number): UnreadParts;
}

/** Parts of a resource that are told apart. */
const MOST_PARTS = 1_000;
const MOST_REASONS = 20;

interface Left {
  parts: Map<string, UnreadParts['parts'][number]>;
  anything: boolean;
  errors: unknown[];
}

/** `reports`: of the resources, by index. Their reasons are kept there. */
export function createUnreadList(
  resources: readonly Resource[],
  reports: readonly ResourceReport[],
): UnreadList {
  const all = resources.map(
    ({ unusable, leftAlone }): Left => ({
      parts: new Map(),
      anything: unusable !== undefined || leftAlone !== undefined,
      errors: [],
    }),
  );
  const leftOf = (index: number) => all[index] as Left;
  return {
    leave(index, reason, part, error) {
      const left = leftOf(index);
      const report = reports[index] as ResourceReport;
      report.complete = false;
      addReason(report, reason);
      if (part && isApart(left, part)) add(left, part, error);
      else {
        left.anything = true;
        if (error !== undefined && left.errors.length < MOST_REASONS) left.errors.push(error);
      }
    },
    notShown(index, part) {
      const left = leftOf(index);
      if (isApart(left, part)) add(left, part, undefined);
      else left.anything = true;
    },
    of(index) {
      const { parts, anything, errors } = leftOf(index);
      return { parts: [...parts.values()], anything, errors };
    },
  };
}

const isApart = ({ parts }: Left, { parents }: UnreadPart): boolean =>
  parents.length > 0 && parts.size < MOST_PARTS;

function add({ parts }: Left, part: UnreadPart, error: unknown): void {
  const key = JSON.stringify(part.parents);
  if (!parts.has(key)) parts.set(key, { part, error });
}

function addReason(report: ResourceReport, reason: string): void {
  const known = report.incompleteReasons.find((r) => r.reason === reason);
  if (known) known.count += 1;
  else if (report.incompleteReasons.length < MOST_REASONS)
    report.incompleteReasons.push({ reason, count: 1 });
  else (report.incompleteReasons.at(-1) as { count: number }).count += 1;
}
