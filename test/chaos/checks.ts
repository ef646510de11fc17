import type { PortEmulator } from '../emulators/port/types.ts';
import type { Ended } from '../whole/product.ts';
import { identifier } from '../whole/product.ts';
import type { MappingOptions } from './catalog.ts';
import type { Others } from './others.ts';
import type { FaultyRun } from './schedule.ts';
import { keyOf, type Seen, type Snapshot } from './snapshot.ts';

/** A rule that was broken, and how. */
export interface Failure {
  rule: string;
  detail: string;
}

const failing = (rule: string, details: Iterable<string>, name: string): Failure[] => {
  const all = [...details];
  if (all.length === 0) return [];
  const more = all.length > 3 ? ` … ${all.length} in all` : '';
  return [{ rule, detail: `${name}: ${all.slice(0, 3).join('; ')}${more}` }];
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

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

export interface FaultyChecks {
  ended: Ended;
  before: Snapshot;
  after: Snapshot;
  /** What the catalog should be for each state of the organisation during the run, the last one last. */
  versions: readonly Snapshot[];
  /** What single resources write of an entity, where that is not what becomes of it. */
  parts: readonly Snapshot[];
  faulty: FaultyRun;
  mapping: MappingOptions;
  /** Projects that exist and are in no list. */
  hidden: ReadonlySet<string>;
  /** The credential sees less than is there. */
  narrowed: boolean;
  others: Pick<Others, 'taken' | 'touched'>;
  name: string;
}

/** Whatever happened in the run, the catalog is one that the rules allow. */
export function checkFaulty(checks: FaultyChecks): Failure[] {
  return [
    ...checkDeletions(checks),
    ...checkStrangers(checks),
    ...checkWritten(checks),
    ...checkTold(checks),
    ...checkSucceeded(checks),
  ];
}

function checkDeletions(checks: FaultyChecks): Failure[] {
  const { ended, before, after, versions, faulty, mapping, narrowed, others, name } = checks;
  const missing = [...before.values()].filter((e) => e.owned && !after.has(keyOf(e)));
  const gone = missing.filter((e) => !others.touched(keyOf(e)));
  const owned = [...before.values()].filter((e) => e.owned).length;
  // What came back during the run may have been read before it did.
  const wrong = gone.filter((e) => versions.every((v) => v.get(keyOf(e))?.owned)).map(keyOf);
  const { status } = ended.report.run;
  const limits: string[] = [];
  if (gone.length > 0 && narrowed) limits.push(`${gone.length} deleted although the token saw one project`);
  if (gone.length > 0 && !faulty.deletions) limits.push(`${gone.length} deleted with deletions off`);
  if (faulty.maxDeletions !== undefined && gone.length > faulty.maxDeletions)
    limits.push(`${gone.length} deleted with maxDeletions ${faulty.maxDeletions}`);
  if (gone.length > owned * mapping.threshold)
    limits.push(`${gone.length} of ${owned} deleted with threshold ${mapping.threshold}`);
  const told = new Set(
    ended.changes.filter((c) => c.action === 'deleted' || c.action === 'cascaded').map(keyOf),
  );
  const unconfirmed = new Set(
    ended.changes.filter((c) => c.reason?.startsWith('Port did not confirm')).map(keyOf),
  );
  const untold =
    status === 'cancelled' || status === 'failed'
      ? []
      : gone.filter((e) => !told.has(keyOf(e)) && !unconfirmed.has(keyOf(e)));
  const untrue = [...told].filter((key) => after.has(key) && !others.touched(key));
  const theirs = [...others.taken()].filter(
    (key) => before.has(key) && !after.has(key) && !dependsOnWhatIsGone(before.get(key) as Seen, after),
  );
  return [
    ...failing('nothing that still exists is deleted', wrong, name),
    ...failing('the limits of deletion hold', limits, name),
    ...failing('what somebody else took over is not deleted', theirs, name),
    ...failing('every deletion is told', [...untold.map(keyOf), ...untrue], name),
  ];
}

/** Entities of others stay as they are, but for what goes with a deleted entity. */
export function checkStrangers({
  before,
  after,
  versions,
  mapping,
  name,
}: Pick<FaultyChecks, 'before' | 'after' | 'versions' | 'mapping' | 'name'>): Failure[] {
  const last = versions.at(-1) as Snapshot;
  const wrong: string[] = [];
  for (const entity of before.values()) {
    if (entity.owned || last.get(keyOf(entity))?.owned) continue;
    const now = after.get(keyOf(entity));
    if (!now) {
      if (!(mapping.deleteDependents && dependsOnWhatIsGone(entity, after)))
        wrong.push(`${keyOf(entity)} is gone`);
      continue;
    }
    if (now.datasource !== entity.datasource) wrong.push(`${keyOf(entity)} is of another`);
    for (const field of new Set([...Object.keys(entity.fields), ...Object.keys(now.fields)]))
      if (!same(now.fields[field], entity.fields[field]) && !isLost(entity, field, after))
        wrong.push(`${keyOf(entity)} ${field} is ${JSON.stringify(now.fields[field])}`);
  }
  return failing('the entities of others are left alone', wrong, name);
}

/** A relation to something that is not there any more. */
const isLost = ({ fields }: Seen, field: string, after: Snapshot) => {
  const target = RELATIONS[field];
  return target !== undefined && fields[field] !== undefined && !after.has(`${target}/${fields[field]}`);
};

const dependsOnWhatIsGone = (entity: Seen, after: Snapshot) =>
  Object.keys(entity.fields).some((field) => isLost(entity, field, after));

const RELATIONS: Record<string, string> = {
  'relations.project': 'project',
  'relations.maker': 'project',
  'relations.repository': 'repository',
  'relations.successor': 'repository',
  'relations.board': 'board',
  'relations.column': 'column',
};

/** Every field of this integration's entities is what some version gives, or what was there before. */
function checkWritten({ before, after, versions, parts, others, name }: FaultyChecks): Failure[] {
  const wrong: string[] = [];
  for (const entity of after.values()) {
    if (!entity.owned) continue;
    const key = keyOf(entity);
    if (others.touched(key)) continue;
    const was = before.get(key);
    const right = [...versions, ...parts].map((v) => v.get(key)).filter((e) => e !== undefined);
    if (!was && right.length === 0) {
      wrong.push(`${key} comes from nowhere`);
      continue;
    }
    for (const [field, value] of Object.entries(entity.fields))
      if (!isShared(entity, field) && ![was, ...right].some((e) => same(e?.fields[field], value)))
        wrong.push(`${key} ${field} is ${JSON.stringify(value)}`);
  }
  return failing('everything written is what the mapping gives', wrong, name);
}

/** What is said to be created or updated is there, unless it went again. */
function checkTold({ ended, after, others, name }: FaultyChecks): Failure[] {
  const gone = new Set(ended.changes.filter(({ action }) => /deleted|cascaded/.test(action)).map(keyOf));
  const missing = ended.changes
    .filter(({ action }) => action === 'created' || action === 'updated')
    // Found by a search, under whatever name.
    .filter(({ identifier: searched }) => !searched.startsWith('{'))
    .map(keyOf)
    .filter((key) => !others.touched(key) && !after.get(key)?.owned && !gone.has(key));
  return failing('what is said to be written is written', missing, name);
}

/** Several boards have the same column; which one it names depends, after an incomplete read, on what was read. */
const isShared = ({ blueprint }: Seen, field: string) =>
  blueprint === 'column' && field === 'relations.board';

/** A run that says it succeeded has brought the catalog to what it should be, as far as deletions allow. */
function checkSucceeded({
  ended,
  before,
  after,
  versions,
  hidden,
  narrowed,
  others,
  name,
}: FaultyChecks): Failure[] {
  const [first, last] = [versions[0] as Snapshot, versions.at(-1) as Snapshot];
  const moved = !equal(first, last);
  if (ended.report.run.status !== 'succeeded' || moved || hidden.size > 0 || narrowed) return [];
  const exempt = new Set([...after.keys(), ...last.keys()].filter(others.touched));
  return failing(
    'a run that succeeded has read and written everything',
    differences(without(after, exempt), without(last, exempt), heldIn(ended), before),
    name,
  );
}

const without = (all: Snapshot, keys: ReadonlySet<string>): Snapshot =>
  new Map([...all].filter(([key]) => !keys.has(key)));

export const heldIn = ({ changes }: Ended) =>
  new Set(changes.filter((c) => c.action === 'held-back').map(keyOf));

const equal = (a: Snapshot, b: Snapshot) => differences(a, b, new Set()).length === 0;

/** How a catalog differs from what it should be; those held back may be there as they were. */
function differences(
  actual: Snapshot,
  right: Snapshot,
  held: ReadonlySet<string>,
  before?: Snapshot,
): string[] {
  const wrong: string[] = [];
  for (const [key, entity] of right) {
    if (!entity.owned) continue;
    const now = actual.get(key);
    if (!now) wrong.push(`${key} is missing`);
    else if (!now.owned) wrong.push(`${key} is not owned`);
    else if (!held.has(key)) wrong.push(...fieldDifferences(now, entity));
  }
  for (const [key, entity] of actual)
    if (entity.owned && !right.has(key) && !held.has(key))
      wrong.push(`${key} should be gone${before?.has(key) ? '' : ', and is new'}`);
  return wrong;
}

const fieldDifferences = (actual: Seen, right: Seen): string[] =>
  [...new Set([...Object.keys(actual.fields), ...Object.keys(right.fields)])]
    .filter((field) => !same(actual.fields[field], right.fields[field]))
    .filter((field) => !outlives(field, right))
    .map(
      (field) =>
        `${keyOf(actual)} ${field} is ${JSON.stringify(actual.fields[field])}, not ${JSON.stringify(right.fields[field])}`,
    );

/** What a second resource wrote stays where its item is gone and the entity is not: merging takes nothing away. */
const outlives = (field: string, right: Seen) =>
  field === 'properties.reviewers' && right.fields[field] === undefined;

export interface EndingChecks {
  stopped: 'cancelled' | 'failed' | undefined;
  /** When it was stopped, ms. */
  stoppedAt?: number | undefined;
  port: PortEmulator;
  portWasQuiet: boolean;
  name: string;
}

/** What Port may be sent after the run was stopped. */
const SETTLES = /access_token|resync-state|^\/ingest\//;

const STATES = {
  succeeded: 'completed',
  problems: 'failed',
  failed: 'failed',
  cancelled: 'aborted',
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
  if (status === 'succeeded' && report.resources.some((r) => !r.complete || r.refused > 0))
    wrong.push('succeeded although something is missing');
  if (status === 'problems' && report.problems.length === 0 && report.totals.refused === 0)
    wrong.push('problems without a problem');
  const state = port.integration(identifier)?.resyncState;
  const announced = (port.integration(identifier)?.resyncStates ?? []).some(
    (s) => s.status === 'running' && s.lastResyncStart === report.run.startedAt,
  );
  if (portWasQuiet && announced && state?.status !== STATES[status])
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

/** A run without faults brings the catalog to exactly what it should be, save what it holds back and says so. */
export function checkClean(
  ended: Ended,
  before: Snapshot | undefined,
  after: Snapshot,
  right: Snapshot,
  name: string,
): Failure[] {
  const { run, problems } = ended.report;
  const unexpected = problems.filter((p) => !/must match pattern/.test(p.message)).map((p) => p.message);
  if (run.failure) unexpected.push(run.failure.message);
  return [
    ...failing('a clean run has no problem but names that Port does not take', unexpected, name),
    ...failing(
      'a clean run brings the right catalog',
      differences(after, right, heldIn(ended), before),
      name,
    ),
  ];
}

/** With nothing changed, nothing is written; without merging each writer overwrites the other's fields every time. */
export function checkStill(
  ended: Ended,
  before: Snapshot,
  after: Snapshot,
  writes: number,
  { merge, search }: MappingOptions,
  held: ReadonlySet<string>,
): Failure[] {
  // What a limit held back may go once there is more that it is a share of.
  const gone = new Set(ended.changes.filter((c) => c.action === 'deleted').map(keyOf));
  const left = new Map([...before].filter(([key]) => !(gone.has(key) && held.has(key))));
  const wrong = differences(after, left, new Set());
  // What is searched for cannot be compared.
  if (merge && search === 'none' && writes > 0)
    wrong.push(
      `${writes} writes: ${ended.changes
        .slice(0, 3)
        .map((c) => `${c.action} ${keyOf(c)}`)
        .join(', ')}`,
    );
  return failing('a further run changes nothing', wrong, 'further run');
}
