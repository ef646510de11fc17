import { AzureDevOpsError } from '../../azure-devops/types.ts';
import type { SharedOut } from '../../kinds/types.ts';
import { forEach } from '../../lib/concurrency.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Resource } from '../../mapping/types.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import type { Gone, Held } from './held.ts';

/** What projects got out of lists for all, and the resources that were read from it. */
export interface Shares {
  sharedOut(resources: readonly Resource[], list: SharedOut): void;
  /**
   * Gone entities that a share may lack: nobody has recorded what such a list leaves out, so that it is no reason to
   * delete. The project's own list, which is asked for now, is.
   */
  ofShortShares(gone: Gone, targets: readonly MappingTarget[]): Promise<Held[]>;
}

/** Requests at a time. */
const PARALLEL = 5;

export function createShares(): Shares {
  const shares: { resources: readonly Resource[]; list: SharedOut }[] = [];
  return {
    sharedOut(resources, list) {
      shares.push({ resources, list });
    },
    async ofShortShares(gone, targets) {
      const blueprints = [...gone.keys()].filter((blueprint) => gone.get(blueprint)?.length);
      const writersOf = (blueprint: string) =>
        targets.filter((target) => canWrite(target, blueprint)).map(({ resource }) => resource);
      const writers = new Map(blueprints.map((blueprint) => [blueprint, new Set(writersOf(blueprint))]));
      const reasons = new Map<string, string>();
      await forEach(shares, PARALLEL, async ({ resources, list }) => {
        const fed = blueprints.filter(
          (one) => !reasons.has(one) && resources.some((resource) => writers.get(one)?.has(resource)),
        );
        if (fed.length === 0) return;
        const reason = await whyShort(list);
        if (reason) for (const blueprint of fed) reasons.set(blueprint, reason);
      });
      return [...reasons].flatMap(([blueprint, reason]) =>
        (gone.get(blueprint) ?? []).map((identifier) => ({ blueprint, identifier, reason })),
      );
    },
  };
}

async function whyShort({ what, isWhole }: SharedOut): Promise<string | undefined> {
  try {
    return (await isWhole()) ? undefined : what;
  } catch (error) {
    if (error instanceof AzureDevOpsError) return messageOf(error);
    throw error;
  }
}
