import type { ServiceStats } from '../../http/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { append } from '../../lib/collections/append.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { Report, ResourceReport } from '../../report/report.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type createChangeGroups, plannedOf } from './change-groups.ts';
import type { DeletionResult } from './deletion-result.ts';
import { type Ending, endingWith, recordEnding, unlessAllRefused } from './ending.ts';
import { type IncrementRecord, recordIncrement } from './record-increment.ts';
import { blueprintReports, totalsOf } from './totals.ts';

const CUT_SHORT = 'the run ended before all was read';

/** The sources of the numbers of a run, each from when it is known. */
export interface Sources {
  counters?: Counters;
  catalog?: Catalog;
  deletions?: DeletionResult;
  allRead?: true;
  increment?: IncrementRecord;
}

interface Recorded {
  report: Report;
  sources: Sources;
  changes: ReturnType<typeof createChangeGroups>;
  /** Seconds since the run began. */
  elapsed(): number;
  clock: Clock;
}

/** The report of a run that has ended: its numbers, its times, and how it ended. */
export function finishReport(
  { report, sources, changes, elapsed, clock }: Recorded,
  services: readonly ServiceStats[],
  ended: Ending,
): Report {
  const ending = endingWith(ended, sources.counters?.onlyMistake);
  recordCounts(report, sources, ending.how !== 'done' && !sources.allRead);
  report.changes = [...changes.groups];
  if (report.plan) report.plan.blueprints = plannedOf(report.changes);
  for (const timed of [...report.phases, ...report.resources]) endTimes(timed, elapsed());
  report.services = [...services];
  report.run.finishedAt = new Date(clock.now()).toISOString();
  report.run.durationSeconds = elapsed();
  report.peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  recordEnding(report, unlessAllRefused(ending, report));
  return report;
}

/** A phase or resource that the run left in the middle went on until now. */
function endTimes(timed: { startedSeconds: number; finishedSeconds: number }, now: number): void {
  if (!(timed.finishedSeconds >= timed.startedSeconds)) timed.finishedSeconds = now;
}

/** Fills in the counts. `cutShort`: the run ended before all lists were read. */
function recordCounts(report: Report, sources: Sources, cutShort: boolean): void {
  const { counters, catalog, deletions, increment } = sources;
  if (counters) {
    if (cutShort) counters.cutShort(CUT_SHORT);
    // Copies: work that was stopped may count on for a moment.
    report.resources = counters.resources.map((resource) => settledUp(structuredClone(resource)));
    append(report.problems, counters.problems);
    report.notes = counters.notes;
    report.projects = counters.projects.all();
    append(report.warnings, counters.warnings);
  }
  if (cutShort)
    for (const organisation of report.organisations) {
      organisation.complete = false;
      organisation.reason ??= CUT_SHORT;
    }
  if (deletions) report.deletions = deletions.report;
  report.blueprints = catalog ? blueprintReports(catalog, deletions) : [];
  if (increment) recordIncrement(report, increment);
  report.totals = totalsOf(report);
}

/**
 * A resource with its unsettled entities: those that were neither written, found unchanged nor refused when the run
 * ended.
 */
export const settledUp = (resource: ResourceReport): ResourceReport => {
  const { entities, created, updated, unchanged, refused } = resource;
  return { ...resource, unsettled: entities - created - updated - unchanged - refused };
};
