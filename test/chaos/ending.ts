import type { PortEmulator } from '../emulators/port/types.ts';
import { type Ended, identifier } from '../integration/product.ts';
import { type Failure, failing } from './failure.ts';

/** The sums of design.md. Only what was stopped has entities that are not settled. */
export function checkCounts({ report, changes }: Ended, name: string): Failure[] {
  const wrong: string[] = [];
  const ended = report.run.status === 'succeeded' || report.run.status === 'problems';
  for (const r of report.resources) {
    const items = r.mapped + r.filtered + r.misconfigured + r.failed;
    if (r.items !== items) wrong.push(`${r.kind}-${r.index} has ${r.items} items, ${items} outcomes`);
    const entities = r.created + r.updated + r.unchanged + r.refused + r.unsettled;
    if (ended && r.unsettled > 0) wrong.push(`${r.kind}-${r.index} has ${r.unsettled} unsettled`);
    if (r.entities !== entities)
      wrong.push(`${r.kind}-${r.index} has ${r.entities} entities, ${entities} outcomes`);
    if (ended && r.complete !== (r.incompleteReasons.length === 0))
      wrong.push(`${r.kind}-${r.index} complete ${r.complete} with ${r.incompleteReasons.length} reasons`);
    for (const [key, value] of Object.entries(r))
      if (typeof value === 'number' && !(value >= 0)) wrong.push(`${r.kind}-${r.index} ${key} is ${value}`);
  }
  for (const key of ['created', 'updated', 'unchanged', 'refused', 'deleted', 'heldBack'] as const) {
    const sum = report.blueprints.reduce((total, b) => total + b[key], 0);
    if (sum !== report.totals[key]) wrong.push(`${key}: ${report.totals[key]} in all, ${sum} by blueprint`);
  }
  const told = (action: string) => changes.filter((c) => c.action === action).length;
  if (told('deleted') !== report.totals.deleted)
    wrong.push(`${report.totals.deleted} deleted, ${told('deleted')} told one by one`);
  if (told('held-back') !== report.totals.heldBack)
    wrong.push(`${report.totals.heldBack} held back, ${told('held-back')} told one by one`);
  const grouped = report.deletions.heldBack.reduce((sum, group) => sum + group.count, 0);
  if (grouped !== report.totals.heldBack)
    wrong.push(`${report.totals.heldBack} held back, ${grouped} with a reason`);
  if (report.deletions.deleted !== report.totals.deleted)
    wrong.push(`${report.deletions.deleted} deleted by reconciliation, ${report.totals.deleted} in all`);
  if (ended && report.deletions.stale !== report.totals.deleted + report.totals.heldBack)
    wrong.push(
      `${report.deletions.stale} stale, ${report.totals.deleted} deleted, ${report.totals.heldBack} held back`,
    );
  return failing('the counts add up', wrong, name);
}

export interface EndingChecks {
  stopped: 'cancelled' | 'failed' | undefined;
  /** Time at which the run was stopped, ms. */
  stoppedAt?: number | undefined;
  port: PortEmulator;
  portWasQuiet: boolean;
  name: string;
}

/** Requests that Port may get after the run was stopped. */
const SETTLES = /access_token|resync-state|^\/ingest\//;

const STATES = {
  succeeded: 'completed',
  problems: 'failed',
  failed: 'failed',
  cancelled: 'aborted',
  skipped: 'aborted',
} as const;

export function checkEnding(
  { report }: Ended,
  { stopped, stoppedAt = Infinity, port, portWasQuiet, name }: EndingChecks,
): Failure[] {
  const begun = port.requests.filter(({ at, route }) => at > stoppedAt && !SETTLES.test(route));
  const wrong: string[] = [];
  const { status } = report.run;
  if (status === 'cancelled' && stopped !== 'cancelled') wrong.push('cancelled by nobody');
  if (stopped && status !== stopped && report.deletions.stale === 0 && report.phases.length < 3)
    wrong.push(`${status} although it was stopped (${stopped})`);
  if ((status === 'failed' || status === 'cancelled') && !report.run.failure?.message)
    wrong.push(`${status} without saying why`);
  if (status === 'succeeded' && report.resources.some((r) => !(r.complete || r.leftAlone) || r.refused > 0))
    wrong.push('succeeded although something is missing');
  if (status === 'problems' && report.problems.length === 0 && report.totals.refused === 0)
    wrong.push('problems without a problem');
  const state = port.integration(identifier)?.resyncState;
  const announced = (port.integration(identifier)?.resyncStates ?? []).some(
    (s) => s.status === 'running' && s.lastResyncStart === report.run.startedAt,
  );
  // A run of a part, and an increment, puts the state of the last full sync back.
  const isPart = report.run.part ?? (report.run.increments && report.run.increments.full === undefined);
  if (portWasQuiet && announced && isPart && state?.status === 'running')
    wrong.push('a run of a part left its mark');
  if (portWasQuiet && announced && !isPart && state?.status !== STATES[status])
    wrong.push(`Port was told ${String(state?.status)} of a run that ended as ${status}`);
  return [
    ...failing('the status is what happened', wrong, name),
    ...failing(
      'nothing is begun after the run was stopped',
      begun.map(({ method, route }) => `${method} ${route}`),
      name,
    ),
  ];
}
