import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { ServiceStats } from '../../http/types.ts';
import { append } from '../../lib/append.ts';
import type { Clock } from '../../lib/clock.ts';
import { isOwnMistake, messageOf, ProblemsError, REPORT_IT, UserError } from '../../lib/errors.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import type { OpenIntegration, PlannedIntegration } from '../../port/integration.ts';
import { holdMark } from '../../port/mark.ts';
import { type Integration, type Port, PortError, type ResyncStatus } from '../../port/types.ts';
import { codeOf } from '../../report/code-of.ts';
import type { Counters } from '../../report/counters.ts';
import { emptyReport } from '../../report/empty.ts';
import type { Change, Failure, Report, ResourceReport } from '../../report/report.ts';
import { statusOf } from '../../report/verdict.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DeletionResult } from '../reconcile/deletion-ledger.ts';
import { createPlanSketch } from './plan-sketch.ts';
import { blueprintReports, totalsOf } from './totals.ts';

/** The report while the run goes on: its parts are filled as they become known, whatever happens next. */
export interface Recorder {
  readonly report: Report;
  /** Seconds since the run began. */
  elapsed(): number;
  /** Runs a phase and notes when it began and ended. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** What the sync counts, from when its mapping is known. */
  useCounters(counters: Counters, parsed: ParsedMapping): void;
  integrationOpened(integration: OpenIntegration): void;
  integrationPlanned(integration: PlannedIntegration): void;
  /** What was done to an entity; in a plan, what would be. */
  entityChanged(change: Change): void;
  /**
   * Tells Port that the run is on; `close` tells how it ended, or for a run of a part that all is as before: it is no
   * resync.
   */
  announceRun(port: Port, before?: Integration['resyncState']): Promise<void>;
  /** Resolves with what went wrong, if Port could not be told before the time was up. */
  announceEnd(report: Report, timeUp: Promise<void>): Promise<string | undefined>;
  /** What the catalog holds, from when it is read. */
  useCatalog(catalog: Catalog): void;
  useDeletions(result: DeletionResult): void;
  /** Every list has been read, or given up with a reason. */
  allListsRead(): void;
  finish(services: readonly ServiceStats[], ending: Ending): Report;
}

/** Port knows no state between completed and failed: any error in a resource is a failed resync. */
export const RESYNC_STATUS: { [S in Report['run']['status']]: Exclude<ResyncStatus, 'running'> } = {
  succeeded: 'completed',
  problems: 'failed',
  failed: 'failed',
  cancelled: 'aborted',
  skipped: 'aborted',
};

export type Ending =
  | { how: 'done' }
  | { how: 'failed'; error: unknown }
  /** It gave way to another run, as the user wants it. */
  | { how: 'skipped'; error: unknown }
  | { how: 'cancelled'; reason: string };

const CUT_SHORT = 'the run ended before all was read';

export function createRecorder(
  tool: Report['tool'],
  run: Pick<Report['run'], 'id' | 'mode'>,
  clock: Clock,
): Recorder {
  const began = clock.now();
  const report = emptyReport(tool, { ...run, startedAt: new Date(began).toISOString() });
  const elapsed = () => (clock.now() - began) / 1000;
  const sketch = createPlanSketch();
  let announcedTo: Port | undefined;
  let before: Integration['resyncState'];
  let mark: Awaited<ReturnType<typeof holdMark>> | undefined;
  let counters: Counters | undefined;
  let catalog: Catalog | undefined;
  let deletions: DeletionResult | undefined;
  let allRead = false;
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
    useCounters(t, { mapping, origin, warnings }) {
      counters = t;
      report.mapping = {
        origin: origin.from,
        ...(origin.from === 'file' && { path: origin.path }),
        resources: mapping.resources.length,
      };
      for (const warning of warnings) t.warn(warning);
    },
    integrationOpened({ state, actions, warnings }) {
      report.integration.state = state;
      report.integration.actions.push(...actions);
      report.warnings.push(...warnings);
    },
    entityChanged(change) {
      if (report.plan) sketch.add(change);
    },
    integrationPlanned({ state, setup }) {
      report.integration.state = state;
      report.plan = { setup, blueprints: sketch.blueprints };
    },
    async announceRun(port, state) {
      announcedTo = port;
      before = state;
      mark = await holdMark(port, report.run.startedAt, clock);
    },
    async announceEnd({ run: ended }, timeUp) {
      if (!announcedTo) return undefined;
      await mark?.letGo();
      const late = new AbortController();
      const told = announcedTo.resyncState(
        ended.part
          ? asBefore(before, ended.finishedAt)
          : { status: RESYNC_STATUS[ended.status], lastResyncEnd: ended.finishedAt },
        late,
      );
      const tooLate = timeUp.then(() => {
        throw new Error('no answer in time');
      });
      try {
        await Promise.race([told, tooLate]);
        return undefined;
      } catch (error) {
        return `Port could not be told that the run has ended: ${messageOf(error)}`;
      } finally {
        late.abort();
        tooLate.catch(() => {});
        told.catch(() => {});
      }
    },
    useCatalog: (c) => {
      catalog = c;
    },
    useDeletions: (r) => {
      deletions = r;
    },
    allListsRead() {
      allRead = true;
    },
    finish(services, ended) {
      const ending = endingWith(ended, counters?.onlyMistake);
      if (counters) {
        if (ending.how !== 'done' && !allRead) counters.cutShort(CUT_SHORT);
        // Copies: work that was stopped may count on for a moment.
        report.resources = counters.resources.map((resource) => settledUp(structuredClone(resource)));
        append(report.problems, counters.problems);
        report.notes = counters.notes;
        append(report.warnings, counters.warnings);
      }
      if (ending.how !== 'done' && !allRead)
        for (const organisation of report.organisations) {
          organisation.complete = false;
          organisation.reason ??= CUT_SHORT;
        }
      if (deletions) report.deletions = deletions.report;
      report.blueprints = catalog ? blueprintReports(catalog, deletions) : [];
      report.totals = totalsOf(report);
      report.services = [...services];
      report.run.finishedAt = new Date(clock.now()).toISOString();
      report.run.durationSeconds = elapsed();
      report.peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
      if (ending.how === 'failed') {
        report.run.failure = failureOf(ending.error);
        report.problems.unshift(...problemsIn(ending.error));
      }
      if (ending.how === 'skipped')
        report.run.failure = { message: messageOf(ending.error), code: codeOf(ending.error, 'run') };
      if (ending.how === 'cancelled') report.run.failure = { message: ending.reason };
      report.run.status = statusOf(report, {
        failed: ending.how === 'failed',
        cancelled: ending.how === 'cancelled',
        skipped: ending.how === 'skipped',
      });
      return report;
    },
  };
}

/** The end of the last resync, as Port had it; where it has none to tell of, or one that died, one that was aborted. */
function asBefore(before: Integration['resyncState'], now: string): Parameters<Port['resyncState']>[0] {
  const { status, lastResyncStart, lastResyncEnd, nextResync } = before ?? {};
  const ended = (['completed', 'failed', 'aborted'] as const).find((one) => one === status);
  return {
    status: ended ?? 'aborted',
    ...(lastResyncStart && { lastResyncStart }),
    lastResyncEnd: (ended && lastResyncEnd) ?? now,
    ...(ended && nextResync && { nextResync }),
  };
}

/** A run that came to nothing but a mistake of ours has failed, though it went on to its end. */
const endingWith = (ending: Ending, mistake: Error | undefined): Ending =>
  ending.how === 'done' && mistake
    ? {
        how: 'failed',
        error: new UserError(
          `Nothing could be read or written because of ${messageOf(mistake)}.`,
          REPORT_IT,
          {
            code: 'PCS9001',
          },
        ),
      }
    : ending;

/** What is neither written, found unchanged nor refused was left when the run ended. */
const settledUp = (resource: ResourceReport): ResourceReport => {
  const { entities, created, updated, unchanged, refused } = resource;
  return { ...resource, unsettled: entities - created - updated - unchanged - refused };
};

export function failureOf(error: unknown): Failure {
  const hint =
    error instanceof UserError || error instanceof PortError || error instanceof AzureDevOpsError
      ? error.hint
      : isOwnMistake(error)
        ? REPORT_IT
        : undefined;
  const message = error instanceof ProblemsError ? error.summary.replace(/:$/, '.') : messageOf(error);
  return { message, ...(hint && { hint }), code: codeOf(error, 'run') };
}

/** The problems that one error tells of, each with its place. */
export const problemsIn = (error: unknown): Report['problems'] =>
  error instanceof ProblemsError
    ? error.problems.map(({ where, message, hint, code = codeOf(error, 'setup') }) => ({
        code,
        phase: 'setup',
        subject: where,
        message,
        count: 1,
        ...(hint && { hint }),
      }))
    : [];
