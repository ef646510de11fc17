import { maximumBulkEntities } from '../port/bulks.ts';
import type { Blueprint } from '../port/types.ts';
import type { Pending } from './settle.ts';

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
  const levels = new Map<Pending, number>();

  const levelOf = (entity: Pending, path: Set<Pending>): number => {
    const known = levels.get(entity);
    if (known !== undefined) return known;
    if (path.has(entity)) return 0;
    path.add(entity);
    const relations = relationsOf(entity.blueprint);
    const targets = Object.entries(entity.body.relations ?? {}).flatMap(([name, value]) => {
      const target = relations[name]?.target;
      return target ? [value].flat().map((key) => byId.get(idOf(target, key))) : [];
    });
    const level = 1 + Math.max(-1, ...targets.map((t) => (t && t !== entity ? levelOf(t, path) : -1)));
    path.delete(entity);
    levels.set(entity, level);
    return level;
  };

  const groups = new Map<string, { level: number; blueprint: string; pending: Pending[] }>();
  for (const entity of pending) {
    const level = levelOf(entity, new Set());
    const key = `${level} ${entity.blueprint}`;
    const group = groups.get(key) ?? { level, blueprint: entity.blueprint, pending: [] };
    groups.set(key, group);
    group.pending.push(entity);
  }
  return [...groups.values()]
    .sort((a, b) => a.level - b.level)
    .flatMap(({ blueprint, pending: members }) =>
      chunks(members).map((part) => ({ blueprint, pending: part })),
    );
}

const chunks = (items: Pending[]): Pending[][] =>
  Array.from({ length: Math.ceil(items.length / maximumBulkEntities) }, (_, i) =>
    items.slice(i * maximumBulkEntities, (i + 1) * maximumBulkEntities),
  );
