import { chunks } from '../../../lib/collections/chunks.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { maximumBulkEntities } from '../../../port/entities/bulks.ts';
import type { Blueprint } from '../../../port/types.ts';
import type { PendingEntity } from '../pending-entity.ts';

/** Entities of one blueprint, to be written together. */
export interface BlueprintBulk {
  blueprint: string;
  pending: PendingEntity[];
}

/**
 * Bulks in topological order: the targets of an entity's relations come before it, as far as both are among these.
 * Members of a cycle come in any order.
 */
export function inTopologicalOrder(
  pending: readonly PendingEntity[],
  relationsOf: (blueprint: string) => NonNullable<Blueprint['relations']>,
): BlueprintBulk[] {
  const idOf = (blueprint: string, identifier: unknown) => `${blueprint}\n${String(identifier)}`;
  const byId = new Map(pending.map((p) => [idOf(p.blueprint, p.body.identifier), p]));
  const levelOf = levels((entity: PendingEntity) => {
    const relations = relationsOf(entity.blueprint);
    return Object.entries(entity.body.relations ?? {}).flatMap(([name, value]) => {
      const related = relations[name]?.target;
      const found = related ? [value].flat().map((key) => byId.get(idOf(related, key))) : [];
      return found.filter((other) => other !== undefined);
    });
  });

  const groups = new Map<string, BlueprintBulk & { level: number }>();
  for (const entity of pending) {
    const level = levelOf(entity);
    const key = `${level} ${entity.blueprint}`;
    const { blueprint } = entity;
    getOrCreate(groups, key, () => ({ level, blueprint, pending: [] })).pending.push(entity);
  }
  return [...groups.values()]
    .sort((a, b) => a.level - b.level)
    .flatMap(({ blueprint, pending: members }) =>
      [...chunks(members, maximumBulkEntities)].map((part) => ({ blueprint, pending: part })),
    );
}

/**
 * The topological level of a node: the length of the longest chain of others that must come before it. 0 for a node
 * that needs none, or whose needs lead back to it. Depth-first with a stack of its own: a chain of builds that each
 * name the one before may have thousands of members, more than the call stack holds.
 */
function levels<Node>(needsOf: (node: Node) => readonly Node[]): (node: Node) => number {
  const known = new Map<Node, number>();
  return (start) => {
    const path = [{ node: start, needs: needsOf(start), next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top && !known.has(start); top = path.at(-1)) {
      const need = top.needs[top.next];
      top.next += 1;
      if (need === undefined) {
        known.set(
          top.node,
          top.needs.reduce((level, other) => Math.max(level, 1 + (known.get(other) ?? -1)), 0),
        );
        onPath.delete(top.node);
        path.pop();
      } else if (!known.has(need) && !onPath.has(need)) {
        onPath.add(need);
        path.push({ node: need, needs: needsOf(need), next: 0 });
      }
    }
    return known.get(start) ?? 0;
  };
}
