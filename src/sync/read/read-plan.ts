import type { Organisation } from '../../azure-devops/types.ts';
import type { KindDefinition, Source } from '../../kinds/types.ts';
import { ordered } from '../../lib/values/ordered.ts';
import type { Mapping, Resource } from '../../mapping/types.ts';

/** Resources that read the same items: one kind with the same options. */
export interface ItemReader {
  kind: KindDefinition;
  options: Record<string, unknown>;
  resources: Resource[];
}

/** A list to be read once per parent, who wants its items, and the lists that hang under each item. */
export interface ListPlan {
  source: Source;
  readers: ItemReader[];
  children: ListPlan[];
}

/**
 * The part of the source tree that a mapping needs: the lists under the organisation.
 * Every source stands in it once, whatever number of resources and kinds read it.
 */
export function planReads(mapping: Mapping, kinds: ReadonlyMap<string, KindDefinition>): ListPlan[] {
  const roots: ListPlan[] = [];
  const lists = new Map<string, ListPlan>();
  const planOf = (source: Source): ListPlan => {
    const known = lists.get(source.key);
    if (known) return known;
    const list: ListPlan = { source, readers: [], children: [] };
    lists.set(source.key, list);
    (source.under ? planOf(source.under).children : roots).push(list);
    return list;
  };
  for (const resource of mapping.resources) {
    if (resource.unusable || resource.leftAlone) continue;
    const kind = kinds.get(resource.kind);
    if (!kind) throw new Error(`no kind "${resource.kind}"`);
    for (const source of [kind.source(resource.options)].flat()) {
      const { readers } = planOf(source);
      const same = readers.find((r) => r.kind === kind && sameOptions(r.options, resource.options));
      if (same) same.resources.push(resource);
      else readers.push({ kind, options: resource.options, resources: [resource] });
    }
  }
  return roots;
}

/** The lists that an organisation has, and those that an Azure DevOps Server is known not to have. */
export function listsOn(
  hosting: Organisation['hosting'],
  lists: readonly ListPlan[],
): { lists: ListPlan[]; missing: ListPlan[] } {
  if (hosting !== 'server') return { lists: [...lists], missing: [] };
  const missing: ListPlan[] = [];
  const kept = lists.flatMap((list) => {
    if (list.source.servicesOnly) {
      missing.push(list);
      return [];
    }
    const under = listsOn(hosting, list.children);
    missing.push(...under.missing);
    const wanted = list.readers.length > 0 || under.lists.length > 0;
    return wanted ? [{ ...list, children: under.lists }] : [];
  });
  return { lists: kept, missing };
}

/** The resources whose items come from a list or from anything under it. */
export function resourcesUnder(list: ListPlan): Resource[] {
  return [...list.readers.flatMap((r) => r.resources), ...list.children.flatMap(resourcesUnder)];
}

/** The depth under the organisation at which the items of each resource (by index) hang: 0 for its own lists. */
export function depthsOf(lists: readonly ListPlan[], depth = 0): Map<number, number> {
  const under = lists.map(({ children }) => depthsOf(children, depth + 1));
  const here = lists.flatMap(({ readers }) => readers.flatMap(({ resources }) => resources));
  return new Map([
    ...under.flatMap((depths) => [...depths]),
    ...here.map(({ index }) => [index, depth] as const),
  ]);
}

const sameOptions = (a: Record<string, unknown>, b: Record<string, unknown>) => canonical(a) === canonical(b);

const canonical = (value: unknown): string => JSON.stringify(ordered(value));
