import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { DeletionReport, HeldBackGroup } from '../../../report/report.ts';
import type { DeletionResult } from '../../record/deletion-result.ts';
import type { Held, Reason } from '../held.ts';
import type { StalePlan } from '../stale/find-stale.ts';

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

export interface LedgerOptions extends Pick<DeletionReport, 'enabled' | 'threshold'> {
  /** The titles of an entity and its blueprint, where there are any. Unless given: none. */
  namesOf?(entity: Pick<Held, 'blueprint' | 'identifier'>): Names;
}

interface Names {
  title?: string | undefined;
  blueprintTitle?: string | undefined;
}

export function createDeletionLedger(
  plan: StalePlan,
  { namesOf = () => ({}), ...limits }: LedgerOptions,
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
        heldBack: grouped(held, namesOf),
        ...(plan.leftAlone > 0 && { leftAlone: plan.leftAlone }),
        share: candidates === 0 ? 0 : candidates / (plan.owned - plan.leftAlone),
      };
    },
  };
}

function grouped(held: readonly Held[], namesOf: LedgerOptions['namesOf'] & object): HeldBackGroup[] {
  const groups = new Map<string, HeldBackGroup>();
  for (const entity of held) {
    const { blueprint, identifier, reason, remedy, detail } = entity;
    const key = `${blueprint}\n${reason}\n${remedy ?? ''}`;
    const group = getOrCreate(groups, key, () => emptyGroup(entity, namesOf(entity)));
    group.count += 1;
    if (group.examples.length >= EXAMPLES) continue;
    const { title } = namesOf(entity);
    group.examples.push(identifier);
    group.entities.push({ identifier, ...(title && { title }), ...(detail && { detail }) });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

const emptyGroup = ({ blueprint, reason, remedy }: Held, { blueprintTitle }: Names): HeldBackGroup => ({
  blueprint,
  ...(blueprintTitle && { blueprintTitle }),
  reason,
  count: 0,
  examples: [],
  entities: [],
  ...(remedy !== undefined && { lasting: true as const, remedy }),
});
