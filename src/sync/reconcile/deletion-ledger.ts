import { getOrCreate } from '../../lib/get-or-create.ts';
import type { DeletionReport } from '../../report/report.ts';
import type { DeletionResult } from '../record/deletion-result.ts';
import type { StalePlan } from './find-stale.ts';
import type { Held, Reason } from './held.ts';

/** The record of what becomes of stale entities while they are deleted. */
export interface DeletionLedger extends DeletionResult {
  readonly held: readonly Held[];
  /** Entities that are to be deleted, and are neither deleted nor held back yet. */
  remaining(blueprint: string): string[];
  markDeleted(blueprint: string, identifier: string): void;
  hold(held: Held): void;
  isHeld(blueprint: string, identifier: string): boolean;
  holdRemaining(why: Reason): void;
}

/** Held-back entities that the summary names per blueprint and reason. */
const EXAMPLES = 5;

export function createDeletionLedger(
  plan: StalePlan,
  limits: Pick<DeletionReport, 'enabled' | 'threshold'>,
): DeletionLedger {
  const left = new Map([...plan.remove].map(([blueprint, gone]) => [blueprint, new Set(gone)]));
  const deleted = new Map<string, number>();
  const held = [...plan.held];
  const keyOf = (blueprint: string, identifier: string) => JSON.stringify([blueprint, identifier]);
  /** Keys of entities that were held back since the deletions began. */
  const heldSince = new Set<string>();
  const candidates = [...left.values()].reduce((sum, gone) => sum + gone.size, 0);
  const stale = candidates + held.length;
  return {
    deleted,
    held,
    remaining: (blueprint) => [...(left.get(blueprint) ?? [])],
    markDeleted(blueprint, identifier) {
      left.get(blueprint)?.delete(identifier);
      deleted.set(blueprint, (deleted.get(blueprint) ?? 0) + 1);
    },
    hold(entity) {
      left.get(entity.blueprint)?.delete(entity.identifier);
      held.push(entity);
      heldSince.add(keyOf(entity.blueprint, entity.identifier));
    },
    isHeld: (blueprint, identifier) => heldSince.has(keyOf(blueprint, identifier)),
    holdRemaining(why) {
      for (const [blueprint, gone] of left)
        for (const identifier of gone) held.push({ blueprint, identifier, ...why });
      left.clear();
    },
    get report() {
      return {
        ...limits,
        owned: plan.owned,
        stale,
        deleted: [...deleted.values()].reduce((sum, n) => sum + n, 0),
        heldBack: grouped(held),
        ...(plan.leftAlone > 0 && { leftAlone: plan.leftAlone }),
        share: candidates === 0 ? 0 : candidates / (plan.owned - plan.leftAlone),
      };
    },
  };
}

function grouped(held: readonly Held[]): DeletionReport['heldBack'] {
  const groups = new Map<string, DeletionReport['heldBack'][number]>();
  for (const { blueprint, identifier, reason, remedy } of held) {
    const key = `${blueprint}\n${reason}\n${remedy ?? ''}`;
    const lasting = remedy === undefined ? {} : { lasting: true as const, remedy };
    const group = getOrCreate(groups, key, () => ({
      blueprint,
      reason,
      count: 0,
      examples: [],
      ...lasting,
    }));
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(identifier);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
