import { createSemaphore } from '../../lib/async/concurrency.ts';
import type { EntityMapping } from '../../mapping/types.ts';
import { fingerprint } from '../../port/entities/compare.ts';
import type { Port } from '../../port/port.ts';
import type { Blueprint } from '../../port/types.ts';
import type { EntityIndex, TargetIndex } from './entity-index.ts';
import { canWrite, type MappingTarget } from './mapping-target.ts';

/** Entities of a page of Port's search. */
export const PAGE = 1000;
/** Entities of all blueprints that are read at once: two whole pages, or many small blueprints. */
const READ_AT_ONCE = 2 * PAGE;

export type FieldSearch = ReturnType<typeof createFieldSearch>;

/**
 * Searches for what is owned of a blueprint, and keeps a fingerprint of each entity for each comparable target. Gives the
 * slots. `slotOf`: undefined where an entity does not count. `weight`: about how many there are. `isLast`: told of
 * each page that has come, and says whether it is the last one wanted.
 */
export function createFieldSearch(port: Pick<Port, 'searchOwned'>, schemas: ReadonlyMap<string, Blueprint>) {
  const searches = createSemaphore(READ_AT_ONCE);
  return async (
    entities: EntityIndex,
    comparable: readonly MappingTarget[],
    weight: number,
    slotOf: (identifier: string) => number | undefined,
    isLast = () => false,
  ): Promise<number[]> => {
    const { blueprint } = entities;
    const include = fieldsOf(comparable.map((f) => f.mapping));
    const slots: number[] = [];
    await searches.acquire(undefined, weight);
    try {
      for await (const page of port.searchOwned(blueprint, include)) {
        for (const entity of page) {
          const slot = slotOf(entity.identifier);
          if (slot === undefined) continue;
          slots.push(slot);
          for (const { index, mapping, conflicts } of comparable)
            if (!conflicts.some((other) => isChanged(entities, other, slot)))
              entities.setFingerprint(index, slot, fingerprint(entity, mapping, schemas.get(blueprint)));
        }
        if (isLast()) break;
      }
    } finally {
      searches.release(weight);
    }
    return slots;
  };
}

/** Whether a target has claimed an entity and changes it, or may: what comes of Port may be from before that. */
const isChanged = (entities: EntityIndex, target: TargetIndex, slot: number): boolean =>
  entities.ordinal(target, slot) >= 0 && entities.outcome(target, slot) !== 'unchanged';

/** Targets that write a blueprint, and whose entities can be compared with what Port holds. */
export const comparableTargets = (targets: readonly MappingTarget[], blueprint: string): MappingTarget[] =>
  targets.filter((f) => canWrite(f, blueprint) && !f.searches && !f.searchesIdentifier);

/** The fields that are compared of a blueprint's entities, as Port's search names them. */
export const comparedFields = (targets: readonly MappingTarget[], blueprint: string): string[] =>
  fieldsOf(comparableTargets(targets, blueprint).map((f) => f.mapping));

/** The fields that any of these mappings writes and that are compared, as Port's search names them. */
export function fieldsOf(mappings: readonly EntityMapping[]): string[] {
  const fields = mappings.flatMap((m) => [
    ...(m.title === undefined ? [] : ['title']),
    ...(m.team === undefined ? [] : ['team']),
    ...Object.keys(m.properties ?? {}).map((p) => `properties.${p}`),
    ...Object.keys(m.relations ?? {}).map((r) => `relations.${r}`),
  ]);
  return ['identifier', ...new Set(fields)];
}
