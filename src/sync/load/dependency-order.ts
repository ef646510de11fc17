import { chunks } from '../../lib/chunks.ts';
import { maximumBulkEntities } from '../../port/bulks.ts';
import type { Blueprint } from '../../port/types.ts';
import type { Pending } from './bulk-writer.ts';

/**
 * Bulks of one blueprint each, in which what an entity relates to comes before it, as far as both are among
 * these. Members of a cycle come as they are.
 */
export function inOrderOfRelations(
  pending: readonly Pending[],
  relationsOf: (blueprint: string) => NonNullable<Blueprint['relations']>,
): { blueprint: string; pending: Pending[] }[] {
  const idOf = (blueprint: string, identifier: unknown) => `${blueprint}\n${String(identifier)}`;
  const byId = new Map(pending.map((p) => [idOf(p.blueprint, p.body.identifier), p]));
  const levelOf = levels((entity: Pending) => {
    const relations = relationsOf(entity.blueprint);
    return Object.entries(entity.body.relations ?? {}).flatMap(([name, value]) => {
      const target = relations[name]?.target;
      const found = target ? [value].flat().map((key) => byId.get(idOf(target, key))) : [];
      return found.filter((other) => other !== undefined);
    });
  });

  const groups = new Map<string, { level: number; blueprint: string; pending: Pending[] }>();
  for (const entity of pending) {
    const level = levelOf(entity);
    const key = `${level} ${entity.blueprint}`;
    const group = groups.get(key) ?? { level, blueprint: entity.blueprint, pending: [] };
    groups.set(key, group);
    group.pending.push(entity);
  }
  return [...groups.values()]
    .sort((a, b) => a.level - b.level)
    .flatMap(({ blueprint, pending: members }) =>
      [...chunks(members, maximumBulkEntities)].map((part) => ({ blueprint, pending: part })),
    );
}

/**
 * How many others must come before a node, one after the other: 0 for one that needs none, or whose needs lead back
 * to it. Goes down without calling itself: of builds that each name the one before there may be many thousands.
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
