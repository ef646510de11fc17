import type { Organisation } from '../../azure-devops/types.ts';
import type { KindDefinition, Source } from '../../kinds/types.ts';
import type { Mapping, Resource } from '../../mapping/types.ts';

/** Resources that read the same items: one kind with the same options. */
export interface Reader {
  kind: KindDefinition;
  options: Record<string, unknown>;
  resources: Resource[];
}

/** A list to be read once per parent, who wants its items, and the lists that hang under each item. */
export interface Branch {
  source: Source;
  readers: Reader[];
  children: Branch[];
}

/**
 * The part of the source tree that a mapping needs: the branches under the organisation.
 * Every source stands in it once, whatever number of resources and kinds read it.
 */
export function planReads(mapping: Mapping, kinds: ReadonlyMap<string, KindDefinition>): Branch[] {
  const roots: Branch[] = [];
  const branches = new Map<string, Branch>();
  const branchOf = (source: Source): Branch => {
    const known = branches.get(source.key);
    if (known) return known;
    const branch: Branch = { source, readers: [], children: [] };
    branches.set(source.key, branch);
    (source.under ? branchOf(source.under).children : roots).push(branch);
    return branch;
  };
  for (const resource of mapping.resources) {
    if (resource.unusable || resource.leftAlone) continue;
    const kind = kinds.get(resource.kind);
    if (!kind) throw new Error(`no kind "${resource.kind}"`);
    for (const source of [kind.source(resource.options)].flat()) {
      const { readers } = branchOf(source);
      const same = readers.find((r) => r.kind === kind && sameOptions(r.options, resource.options));
      if (same) same.resources.push(resource);
      else readers.push({ kind, options: resource.options, resources: [resource] });
    }
  }
  return roots;
}

/** The branches that an organisation has, and those that an Azure DevOps Server is known not to have. */
export function availableOn(
  hosting: Organisation['hosting'],
  branches: readonly Branch[],
): { branches: Branch[]; missing: Branch[] } {
  if (hosting !== 'server') return { branches: [...branches], missing: [] };
  const missing: Branch[] = [];
  const kept = branches.flatMap((branch) => {
    if (branch.source.servicesOnly) {
      missing.push(branch);
      return [];
    }
    const under = availableOn(hosting, branch.children);
    missing.push(...under.missing);
    const wanted = branch.readers.length > 0 || under.branches.length > 0;
    return wanted ? [{ ...branch, children: under.branches }] : [];
  });
  return { branches: kept, missing };
}

/** The resources whose items come from a branch or from anything under it. */
export function resourcesUnder(branch: Branch): Resource[] {
  return [...branch.readers.flatMap((r) => r.resources), ...branch.children.flatMap(resourcesUnder)];
}

/** How deep under the organisation the items of each resource (by index) hang: 0 for its own lists. */
export function depthsOf(branches: readonly Branch[], depth = 0): Map<number, number> {
  const under = branches.map(({ children }) => depthsOf(children, depth + 1));
  const here = branches.flatMap(({ readers }) => readers.flatMap(({ resources }) => resources));
  return new Map([
    ...under.flatMap((depths) => [...depths]),
    ...here.map(({ index }) => [index, depth] as const),
  ]);
}

const sameOptions = (a: Record<string, unknown>, b: Record<string, unknown>) => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
