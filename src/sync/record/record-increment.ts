import { append } from '../../lib/collections/append.ts';
import type { Change } from '../../report/change.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { ProblemGroup, Report, ResourceReport } from '../../report/report.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { blueprintReports } from './totals.ts';

/** The part of a report that an incremental run, or that of an event, adds. */
export interface IncrementRecord {
  /** Lists of changes that could not be read. */
  problems: ProblemGroup[];
  /** Set where something had changed. */
  items?: {
    counters: Counters;
    catalog: Catalog;
    waiting: { reason: string; count: number; examples: string[] }[];
  };
  /** The changes of entities. */
  changes: Change[];
}

const COUNTS = [
  ...(['rawItems', 'items', 'skipped', 'mapped', 'filtered', 'misconfigured', 'failed', 'partial'] as const),
  ...(['entities', 'created', 'updated', 'unchanged', 'refused', 'unsettled'] as const),
];

const LISTS = ['incompleteReasons', 'fieldErrors', 'misconfiguredFields'] as const;

/** Adds single items to what the report has of whole lists. */
export function recordIncrement(report: Report, { problems, items, changes }: IncrementRecord): void {
  append(report.problems, problems);
  // A resource outside of the lists that were read in full was not left alone: there was no change of it.
  if (!items) {
    report.resources = report.resources.filter(({ leftAlone }) => !leftAlone);
    return;
  }
  const { counters, catalog, waiting } = items;
  report.resources =
    report.resources.length === 0
      ? structuredClone(counters.resources.filter(isTouched))
      : report.resources.flatMap((resource) => added(resource, counters.resources[resource.index]));
  append(report.problems, counters.problems);
  append(report.notes, counters.notes);
  append(report.warnings, counters.warnings);
  report.blueprints = sumOf([...report.blueprints, ...blueprintReports(catalog, undefined)], changes);
  const told = report.run.increments ?? report.run.event;
  if (told) told.waiting = waiting;
  const gone = changes.filter(({ action }) => action === 'deleted').length;
  const { deleted, stale } = report.deletions;
  report.deletions = { ...report.deletions, deleted: deleted + gone, stale: stale + gone };
}

/** Whether anything of a resource was read. Of one without items nothing was, and so nothing in full. */
const isTouched = (resource: ResourceReport): boolean =>
  !resource.complete || COUNTS.some((count) => resource[count] > 0);

function added(resource: ResourceReport, other: ResourceReport | undefined): ResourceReport[] {
  if (resource.leftAlone) return other && isTouched(other) ? [structuredClone(other)] : [];
  if (!other) return [resource];
  const sum = { ...resource, complete: resource.complete && other.complete };
  for (const list of LISTS) sum[list] = [...resource[list], ...other[list]] as never;
  for (const count of COUNTS) sum[count] = resource[count] + other[count];
  return [sum];
}

type Blueprints = Report['blueprints'];

/** One entry for each blueprint. */
function sumOf(reports: Blueprints, changes: readonly Change[]): Blueprints {
  const sums = new Map<string, Blueprints[number]>();
  for (const report of reports) {
    const sum = sums.get(report.blueprint);
    if (!sum) sums.set(report.blueprint, { ...report });
    else
      for (const key of [
        'created',
        'updated',
        'unchanged',
        'refused',
        'owned',
        'deleted',
        'heldBack',
      ] as const)
        sum[key] += report[key];
  }
  for (const { action, blueprint } of changes) {
    const sum = sums.get(blueprint);
    if (action === 'deleted' && sum) sum.deleted += 1;
  }
  return [...sums.values()].sort((a, b) => (a.blueprint < b.blueprint ? -1 : 1));
}
