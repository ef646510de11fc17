import type { ServiceStats } from '../../http/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import type { ParsedMapping, Resource } from '../../mapping/types.ts';
import type { OpenIntegration, PlannedIntegration } from '../../port/integration/integration.ts';
import type { Port } from '../../port/port.ts';
import type { Integration } from '../../port/types.ts';
import type { Change } from '../../report/change.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { emptyReport } from '../../report/empty.ts';
import type { Report } from '../../report/report.ts';
import type { ResyncSchedule } from '../../settings/types.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { createAnnouncement } from './announcement.ts';
import { createChangeGroups } from './change-groups.ts';
import type { DeletionResult } from './deletion-result.ts';
import type { Ending } from './ending.ts';
import { finishReport, type Sources, settledUp } from './finish-report.ts';
import type { IncrementRecord } from './record-increment.ts';

/** The report while the run goes on: its parts are filled as they become known, whatever happens next. */
export interface Recorder {
  readonly report: Report;
  /** Seconds since the run began. */
  elapsed(): number;
  /** Runs a phase and notes when it began and ended. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** The mapping that the run goes by. */
  useMapping(parsed: ParsedMapping): void;
  /** Takes the counters of a sync, from when its mapping is known. */
  useCounters(counters: Counters, parsed: ParsedMapping): void;
  integrationOpened(integration: OpenIntegration): void;
  integrationPlanned(integration: PlannedIntegration): void;
  /** Records what was done to an entity; in a plan, what would be. `again`: it was told before, by another resource. */
  entityChanged(change: Change, again: boolean): void;
  /** Names an entity whose creation was told without a title. */
  entityNamed(blueprint: string, identifier: string, title: string): void;
  /**
   * Tells Port that the run is on. `announceEnd` tells how it ended, or, for a run of a part, that all is as before: it
   * is no resync. `startedAt`: a begin other than its own, for one that goes on with what that run left.
   */
  announceRun(port: Port, before?: Integration['resyncState'], startedAt?: string): Promise<void>;
  /** Resolves with what went wrong, if Port could not be told before the time was up. */
  announceEnd(report: Report, timeUp: Promise<void>): Promise<string | undefined>;
  /** Takes the catalog, from when it is read. */
  useCatalog(catalog: Catalog): void;
  useDeletions(result: DeletionResult): void;
  /** Entities that were deleted so far because no resource makes them any more. */
  deleted(): number;
  /** Entities that no resource makes any more, and that stay for a reason that may be none in the next run. */
  heldForNow(): number;
  /** Takes what changed, and what became of it, beside what else was read. */
  useIncrement(increment: IncrementRecord): void;
  /** Whether resources were read in full and Port has answered for all of their entities; so are those not counted. */
  isSettled(resources: readonly Resource[]): boolean;
  /** Every list has been read, or given up with a reason. */
  allListsRead(): void;
  finish(services: readonly ServiceStats[], ending: Ending): Report;
}

/** Entities of each blueprint and action that the summary names. */
const EXAMPLES = { sync: 10, plan: 50, check: 0, delete: 50, event: 50 };

export function createRecorder(
  tool: Report['tool'],
  run: Pick<Report['run'], 'id' | 'mode'>,
  clock: Clock,
  schedule?: ResyncSchedule,
): Recorder {
  const began = clock.now();
  const report = emptyReport(tool, { ...run, startedAt: new Date(began).toISOString() });
  const elapsed = () => (clock.now() - began) / 1000;
  const changes = createChangeGroups(EXAMPLES[run.mode]);
  const announcement = createAnnouncement(clock, schedule);
  const sources: Sources = {};
  return {
    report,
    elapsed,
    phase: createPhases(report, elapsed),
    useMapping: (parsed) => recordMapping(report, parsed),
    useCounters(counters, parsed) {
      sources.counters = counters;
      recordMapping(report, parsed);
      for (const warning of parsed.warnings) counters.warn(warning);
    },
    integrationOpened({ state, actions, warnings }) {
      report.integration.state = state;
      report.integration.actions.push(...actions);
      report.warnings.push(...warnings);
    },
    entityChanged: changes.add,
    entityNamed: changes.name,
    integrationPlanned({ state, setup }) {
      report.integration.state = state;
      report.plan = { setup, blueprints: [] };
    },
    announceRun: (port, before, startedAt = report.run.startedAt) =>
      announcement.begin(port, startedAt, before),
    announceEnd: announcement.end,
    useCatalog(catalog) {
      sources.catalog = catalog;
    },
    useDeletions(deletions) {
      sources.deletions = deletions;
    },
    isSettled: (resources) =>
      resources.every((resource) => {
        const counted = sources.counters?.reportOf(resource);
        return !counted || (counted.complete && settledUp(counted).unsettled === 0);
      }),
    deleted: () => sources.deletions?.report.deleted ?? 0,
    heldForNow: () => sources.deletions?.held.filter(({ remedy }) => remedy === undefined).length ?? 0,
    useIncrement(increment) {
      sources.increment = increment;
    },
    allListsRead() {
      sources.allRead = true;
    },
    finish: (services, ended) => finishReport({ report, sources, changes, elapsed, clock }, services, ended),
  };
}

const createPhases =
  (report: Report, elapsed: () => number): Recorder['phase'] =>
  async (name, work) => {
    const phase = { name, startedSeconds: elapsed(), finishedSeconds: Number.NaN };
    report.phases.push(phase);
    try {
      return await work();
    } finally {
      phase.finishedSeconds = elapsed();
    }
  };

function recordMapping(report: Report, { mapping, origin }: ParsedMapping): void {
  report.mapping = {
    origin: origin.from,
    ...(origin.from === 'file' && { path: origin.path }),
    resources: mapping.resources.length,
  };
}
