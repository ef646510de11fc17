import { AzureDevOpsError } from '../azure-devops/types.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Clock, ServiceStats } from '../http/types.ts';
import { PortError } from '../port/types.ts';
import { emptyReport } from '../summary/empty.ts';
import type { Report } from '../summary/report.ts';
import { statusOf } from '../summary/verdict.ts';
import type { Catalog } from './catalog.ts';
import type { Reconciled } from './reconcile.ts';
import type { Tally } from './tally.ts';

/** The report while the run goes on: its parts are filled as they become known, whatever happens next. */
export interface Record {
  readonly report: Report;
  /** Seconds since the run began. */
  elapsed(): number;
  /** Runs a phase and notes when it began and ended. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** What the sync counts, from when its mapping is known. */
  follow(tally: Tally): void;
  /** What the catalog holds, from when it is read. */
  compareWith(catalog: Catalog): void;
  reconciled(result: Reconciled): void;
  finish(services: readonly ServiceStats[], ending: Ending): Report;
}

export type Ending =
  | { how: 'done' }
  | { how: 'failed'; error: unknown }
  | { how: 'cancelled'; reason: string };

export function createRecord(
  tool: Report['tool'],
  run: Pick<Report['run'], 'id' | 'mode'>,
  clock: Clock,
): Record {
  const began = clock.now();
  const report = emptyReport(tool, { ...run, startedAt: new Date(began).toISOString() });
  const elapsed = () => (clock.now() - began) / 1000;
  let tally: Tally | undefined;
  let catalog: Catalog | undefined;
  let deletions: Reconciled | undefined;
  return {
    report,
    elapsed,
    async phase(name, work) {
      const phase = { name, startedSeconds: elapsed(), finishedSeconds: elapsed() };
      report.phases.push(phase);
      try {
        return await work();
      } finally {
        phase.finishedSeconds = elapsed();
      }
    },
    follow: (t) => {
      tally = t;
    },
    compareWith: (c) => {
      catalog = c;
    },
    reconciled: (r) => {
      deletions = r;
    },
    finish(services, ending) {
      if (tally) {
        report.resources = [...tally.resources];
        report.problems.push(...tally.problems);
        report.notes = tally.notes;
        report.warnings.push(...tally.warnings);
      }
      if (deletions) report.deletions = deletions.report;
      report.blueprints = catalog ? blueprintReports(catalog, deletions) : [];
      report.totals = totalsOf(report);
      report.services = [...services];
      report.run.finishedAt = new Date(clock.now()).toISOString();
      report.run.durationSeconds = elapsed();
      report.peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
      if (ending.how === 'failed') report.run.failure = failureOf(ending.error);
      if (ending.how === 'cancelled') report.run.failure = { message: ending.reason };
      report.run.status = statusOf(report, {
        failed: ending.how === 'failed',
        cancelled: ending.how === 'cancelled',
      });
      return report;
    },
  };
}

export function failureOf(error: unknown): { message: string; hint?: string } {
  const hint =
    error instanceof UserError || error instanceof PortError || error instanceof AzureDevOpsError
      ? error.hint
      : undefined;
  return { message: messageOf(error), ...(hint && { hint }) };
}

function blueprintReports(catalog: Catalog, deletions: Reconciled | undefined): Report['blueprints'] {
  return catalog.tables
    .map((table) => {
      const { blueprint } = table;
      const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, none: 0 };
      let owned = 0;
      for (const [, slot] of table.entries()) {
        counts[table.overall(slot)] += 1;
        if (table.owned(slot)) owned += 1;
      }
      const { none: _, ...outcomes } = counts;
      const held = deletions?.held.filter((h) => h.blueprint === blueprint) ?? [];
      const reason = held[0]?.reason;
      return {
        blueprint,
        ...outcomes,
        owned,
        deleted: deletions?.deleted.get(blueprint) ?? 0,
        heldBack: held.length,
        ...(reason && { heldBackReason: reason }),
      };
    })
    .sort((a, b) => (a.blueprint < b.blueprint ? -1 : 1));
}

function totalsOf(report: Report): Report['totals'] {
  const sum = (key: 'created' | 'updated' | 'unchanged' | 'refused' | 'deleted' | 'heldBack') =>
    report.blueprints.reduce((total, b) => total + b[key], 0);
  return {
    created: sum('created'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    refused: sum('refused'),
    deleted: sum('deleted'),
    heldBack: sum('heldBack'),
    rawItems: report.resources.reduce((total, r) => total + r.rawItems, 0),
  };
}
