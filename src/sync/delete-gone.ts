import { ANY_BLUEPRINT, type PutOffEntity } from '../report/put-off.ts';
import type { ResourceReport } from '../report/report.ts';
import { counted } from '../report/words/format.ts';
import type { Reason } from './reconcile/held.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { type SecondLookOptions, secondLook } from './reconcile/second-look/second-look.ts';
import { unmatchedPatterns } from './reconcile/visibility/unmatched-patterns.ts';
import { createLeavingCount } from './record/leaving-count.ts';
import { logDeletions } from './record/log-lines.ts';
import { logPart } from './record/log-part.ts';
import { relationsOf, type SyncState } from './state.ts';

const FIELDS = ['title', 'team', 'properties', 'relations'];

/** Deletes the entities that no resource makes any more, as far as the rules allow it, and tells of it. */
export async function deleteGone(state: SyncState): Promise<void> {
  const { settings, context, recorder, prepared, counters, visibility, planning } = state;
  const { port, telemetry, stop, log } = context;
  const { mapping } = prepared.parsed;
  telemetry.reconciling();
  const began = recorder.elapsed();
  const counting = createLeavingCount(state);
  const again: SecondLookOptions = {
    ...state,
    mapping,
    organisations: context.organisations,
    kinds: context.kinds,
    scope: settings.scope,
    parallel: settings.maxConcurrency,
    relationsOf: (blueprint, identifiers) => relationsOf(port, blueprint, identifiers),
    log,
    problem: (subject, error) => counters.problem('delete', subject, error),
    signal: stop.signal,
  };
  const result = await reconcile({
    ...state,
    mapping,
    port,
    ...holdAll(settings.deletions, mapping.resources.length, unmatchedPatterns(visibility)),
    change: counting.change,
    ...(settings.scope.part && { part: { covered: visibility.covered() } }),
    kinds: context.kinds,
    relationsOf: (blueprint, identifiers) => relationsOf(port, blueprint, identifiers),
    searchOwned: port.searchOwned,
    searchRelating: port.searchRelating,
    fieldsOf: (blueprint, identifiers) => port.searchByIdentifier(blueprint, identifiers, FIELDS),
    parallel: settings.maxConcurrency,
    signal: stop.signal,
    outOfSight: visibility.outOfSight,
    secondLook: (gone) => secondLook(again, gone),
    onLedger: recorder.useDeletions,
    ...(settings.deletionsLater && { putOff: (entities) => putOff(state, entities) }),
    warn: counters.warn,
    problem: (subject, error, example) => counters.problem('delete', subject, error, example),
  });
  logDeletions(log, result.report, planning);
  counting.tell();
  // An incremental run tells the rest by lines of its own.
  if (!recorder.report.run.increments) logPart(state, result.report.leftAlone ?? 0);
  const failed = counters.problems.some((p) => p.phase === 'delete');
  telemetry.reconciled(result.report.deleted, failed, recorder.elapsed() - began);
}

/** Keeps what would be deleted, with what a later run has to know to do it. */
async function putOff(state: SyncState, entities: readonly PutOffEntity[]): Promise<void> {
  const { settings, context, recorder, prepared } = state;
  const { id, startedAt } = recorder.report.run;
  await context.putOff({
    integration: settings.integrationIdentifier,
    port: settings.port.baseUrl,
    run: { id, startedAt },
    asOf: new Date(state.since).toISOString(),
    deleteDependentEntities: prepared.parsed.mapping.deleteDependentEntities,
    notWritten: notWritten(state),
    entities,
  });
  context.log.info(`${counted(entities.length, 'deletion')} put off, for a run with mode: delete.`);
}

/** Blueprints of which the run may not have written all that it should. */
function notWritten({ targets, counters }: SyncState): string[] {
  const blueprints = targets
    .filter(({ resource, withheld }) => withheld || !isWritten(counters.reportOf(resource)))
    .map(({ blueprint }) => blueprint ?? ANY_BLUEPRINT);
  return [...new Set(blueprints)];
}

const isWritten = ({
  complete,
  partial,
  refused,
  misconfigured,
  entities,
  ...report
}: ResourceReport): boolean =>
  complete &&
  partial + refused + misconfigured === 0 &&
  entities === report.created + report.updated + report.unchanged;

const holdAll = (enabled: boolean, resources: number, unmatched?: Reason): { holdAll?: Reason } => {
  if (!enabled)
    return {
      holdAll: {
        reason: 'deletions are switched off',
        remedy: 'Switch deletions on, or delete them in Port.',
      },
    };
  if (resources === 0)
    return {
      holdAll: {
        reason: 'the mapping has no resources',
        remedy: 'List at least one resource in the mapping.',
      },
    };
  if (unmatched) return { holdAll: unmatched };
  return {};
};
