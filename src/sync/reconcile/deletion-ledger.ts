import type { DeletionReport } from '../../report/report.ts';
import type { Held, Reason } from './held.ts';
import type { StalePlan } from './stale.ts';

/** What became of stale entities so far. */
export interface DeletionResult {
  readonly report: DeletionReport;
  /** Blueprint → number deleted (in a plan: that would be). */
  readonly deleted: ReadonlyMap<string, number>;
  readonly held: readonly Held[];
}

/** Keeps ledger while entities are deleted. */
export interface DeletionLedger extends DeletionResult {
  /** What was to be deleted and is neither deleted nor held back yet. */
  remaining(blueprint: string): string[];
  markDeleted(blueprint: string, identifier: string): void;
  hold(held: Held): void;
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
    },
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
    const group = groups.get(key) ?? { blueprint, reason, count: 0, examples: [], ...lasting };
    groups.set(key, group);
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(identifier);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
