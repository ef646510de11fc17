import type { Catalog } from '../../catalog/catalog.ts';

/** Blueprints in reverse topological order: one comes before those that it relates to. Cycles are cut anywhere. */
export function dependentsFirst(
  blueprints: readonly string[],
  catalog: Pick<Catalog, 'blueprint'>,
): string[] {
  const wanted = new Set(blueprints);
  const visited = new Set<string>();
  const ordered: string[] = [];
  const visit = (blueprint: string) => {
    if (visited.has(blueprint)) return;
    visited.add(blueprint);
    for (const { target } of Object.values(catalog.blueprint(blueprint)?.relations ?? {}))
      if (wanted.has(target)) visit(target);
    ordered.push(blueprint);
  };
  for (const blueprint of blueprints) visit(blueprint);
  return ordered.reverse();
}
