import type { Ended } from '../integration/product.ts';
import type { MappingOptions } from './catalog.ts';
import { differences, equal, heldIn } from './differences.ts';
import { type Failure, failing, same } from './failure.ts';
import type { Others } from './others.ts';
import type { FaultyRun } from './schedule.ts';
import { keyOf, type Seen, type Snapshot } from './snapshot.ts';

export interface FaultyChecks {
  ended: Ended;
  before: Snapshot;
  after: Snapshot;
  /** The right catalog for each state of the organisation during the run, the last one last. */
  versions: readonly Snapshot[];
  /** Parts of entities that single resources write, where a later resource writes over them. */
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

/** Rules for the catalog that hold whatever happened in the run. */
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
  // Entities that came back during the run may have been read before they did.
  const wrong = gone
    .filter((e) => versions.every((v) => v.get(keyOf(e))?.owned && !isLeftByName(e, v)))
    .map(keyOf);
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

/** An entity whose item is gone, and which is empty in the right catalog: only an item that names it has Port make it. */
const isLeftByName = (before: Seen, version: Snapshot): boolean =>
  Object.keys(before.fields).length > 0 && Object.keys(version.get(keyOf(before))?.fields ?? {}).length === 0;

/** Entities of others stay as they are, but for what goes with a deleted entity. */
export function checkStrangers({
  before,
  after,
  versions,
  mapping,
  others,
  name,
}: Pick<FaultyChecks, 'before' | 'after' | 'versions' | 'mapping' | 'others' | 'name'>): Failure[] {
  // An item that goes or is left out while a run reads it is made of what was read before.
  const isMade = (key: string) => versions.some((version) => version.get(key)?.owned);
  const wrong: string[] = [];
  for (const entity of before.values()) {
    if (entity.owned || isMade(keyOf(entity)) || others.touched(keyOf(entity))) continue;
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
export function checkWritten({
  before,
  after,
  versions,
  parts,
  others,
  name,
}: Pick<FaultyChecks, 'before' | 'after' | 'versions' | 'parts' | 'name'> & {
  others: Pick<Others, 'touched'>;
}): Failure[] {
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

/** Entities that are said to be created or updated are there, unless they went again. */
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
  if (
    ended.report.run.part ||
    isIncrement(ended) ||
    ended.report.run.status !== 'succeeded' ||
    moved ||
    hidden.size > 0 ||
    narrowed
  )
    return [];
  const exempt = new Set([...after.keys(), ...last.keys()].filter(others.touched));
  return failing(
    'a run that succeeded has read and written everything',
    differences(without(after, exempt), without(last, exempt), heldIn(ended), before),
    name,
  );
}

/** Increments, whose writes `checkPromise` judges. */
const isIncrement = ({ report }: Ended): boolean =>
  report.run.increments !== undefined && report.run.increments.full === undefined;

export const without = (all: Snapshot, keys: ReadonlySet<string>): Snapshot =>
  new Map([...all].filter(([key]) => !keys.has(key)));
