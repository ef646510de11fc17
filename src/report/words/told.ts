import type { Change, ChangeGroup } from '../change.ts';
import type { BlueprintReport, HeldBackGroup, ProblemGroup, Report, ResourceReport } from '../report.ts';
import { entityName } from './entity-title.ts';
import { heldWarning } from './words.ts';

/** Changes and held-back entities in the order in which a reader should meet them. */

export interface BlueprintChanges {
  blueprint: string;
  title?: string;
  /** Deletions first. */
  groups: ChangeGroup[];
}

const order: Change['action'][] = ['deleted', 'cascaded', 'refused', 'updated', 'created'];

/**
 * The changes by blueprint, those that lose most first. Held-back entities are not among them: one reason holds many,
 * and is told with `heldReasons`.
 */
export function changesByBlueprint({ changes }: Report): BlueprintChanges[] {
  const blueprints = new Map<string, BlueprintChanges>();
  for (const group of changes) {
    const { blueprint, blueprintTitle: title, action } = group;
    if (action === 'held-back') continue;
    const known = blueprints.get(blueprint) ?? {
      blueprint,
      ...(title !== undefined && { title }),
      groups: [],
    };
    known.groups.push(group);
    blueprints.set(blueprint, known);
  }
  for (const { groups } of blueprints.values())
    groups.sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  return [...blueprints.values()].sort(
    (a, b) => lossesOf(b) - lossesOf(a) || sum(b.groups, order) - sum(a.groups, order),
  );
}

const lossesOf = ({ groups }: BlueprintChanges): number => sum(groups, ['deleted', 'cascaded', 'refused']);

const sum = (groups: readonly ChangeGroup[], actions: readonly Change['action'][]): number =>
  groups.reduce((total, { action, count }) => total + (actions.includes(action) ? count : 0), 0);

/** The entities of a group that are not among its first `shown` examples. */
export const moreThan = ({ count, examples }: ChangeGroup, shown: number): number =>
  Math.max(0, count - Math.min(shown, examples.length));

/** A reason with all that it holds back. */
export interface HeldReason extends Pick<HeldBackGroup, 'reason' | 'remedy'> {
  count: number;
  /** Groups by blueprint, the largest first. */
  groups: HeldBackGroup[];
}

/** The reasons for which entities are held back, each once; those first that do not end by themselves. */
export function heldReasons({ deletions }: Pick<Report, 'deletions'>): HeldReason[] {
  const reasons = new Map<string, HeldReason>();
  for (const group of deletions.heldBack) {
    const { reason, remedy } = group;
    const key = JSON.stringify([reason, remedy]);
    const known = reasons.get(key) ?? {
      reason,
      ...(remedy !== undefined && { remedy }),
      count: 0,
      groups: [],
    };
    reasons.set(key, known);
    known.count += group.count;
    known.groups.push(group);
  }
  const isLasting = ({ remedy }: HeldReason) => Number(remedy !== undefined);
  return [...reasons.values()].sort((a, b) => isLasting(b) - isLasting(a) || b.count - a.count);
}

/** Warnings, but for those of deletions that are held back: these have a section of their own. */
export const worthKnowing = ({ warnings, deletions }: Report): string[] => {
  const told = new Set(deletions.heldBack.map(heldWarning));
  return warnings.filter((warning) => !told.has(warning));
};

/** An entity that is held back: by title and identifier, and what holds it where that is its own. */
export const heldName = (entity: HeldBackGroup['entities'][number]): string =>
  entity.detail === undefined ? entityName(entity) : `${entityName(entity)}, ${entity.detail}`;

/** Problems beside the failure itself, which the head of every rendering tells. */
export const problemsBesideFailure = ({ problems, run: { failure } }: Report): ProblemGroup[] =>
  problems.filter(({ message, hint }) => message !== failure?.message || hint !== failure.hint);

/** A reason for which resources were not read in full, with how many of their lists it concerns. */
export interface UnreadReason {
  reason: string;
  lists: { resource: ResourceReport; count: number }[];
}

/** Reasons for which something was not read, each once. What a run of a part leaves alone is none of them. */
export function unreadReasons(resources: readonly ResourceReport[]): UnreadReason[] {
  const reasons = new Map<string, UnreadReason>();
  for (const resource of resources.filter(({ leftAlone }) => !leftAlone))
    for (const { reason, count } of resource.incompleteReasons) {
      const known = reasons.get(reason) ?? { reason, lists: [] };
      reasons.set(reason, known);
      known.lists.push({ resource, count });
    }
  return [...reasons.values()];
}

/** A run that failed before anything was read has nothing but its failure to tell. */
export const isUntouched = ({ run, totals }: Report): boolean =>
  run.status === 'failed' && totals.rawItems === 0;

/**
 * The rows of the table of blueprints. A run of an event or of increments looks at some entities alone: it does not know
 * how many are owned, and has nothing to tell of a blueprint of which it looked at none.
 */
export function blueprintRows({ blueprints, run }: Report): {
  rows: BlueprintReport[];
  isOwnedKnown: boolean;
} {
  if (run.event === undefined && run.increments?.since === undefined)
    return { rows: blueprints, isOwnedKnown: true };
  const outcomes = ({ created, updated, deleted, unchanged, refused, heldBack }: BlueprintReport): number =>
    created + updated + deleted + unchanged + refused + heldBack;
  return { rows: blueprints.filter((row) => outcomes(row) > 0), isOwnedKnown: false };
}
