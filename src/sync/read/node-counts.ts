import type { AzureDevOps } from '../../azure-devops/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';

/** The number of items that each list of an organisation had, over all that it was read under. */
export interface NodeCounts {
  add(organisation: AzureDevOps, sourceKey: string, count: number): void;
  of(organisation: AzureDevOps, sourceKey: string): number;
}

export function createNodeCounts(): NodeCounts {
  const counts = new Map<AzureDevOps, Map<string, number>>();
  const of: NodeCounts['of'] = (organisation, key) => counts.get(organisation)?.get(key) ?? 0;
  return {
    add(organisation, key, count) {
      getOrCreate(counts, organisation, () => new Map<string, number>()).set(
        key,
        of(organisation, key) + count,
      );
    },
    of,
  };
}
