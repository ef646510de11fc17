import { AzureDevOpsError } from '../../../azure-devops/types.ts';
import type { DoubtfulList } from '../../../kinds/types.ts';
import { forEach } from '../../../lib/async/concurrency.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import type { Gone, Held, Reason } from '../held.ts';
import { remedyOf } from '../holds.ts';
import { createPossibleEntities, type PossibleEntitiesOptions } from './possible-entities.ts';

/** Lists that may lack what exists, with the resources that were read from each and the part that it is of. */
export interface DoubtfulLists {
  doubtful(resources: readonly Resource[], list: DoubtfulList, part: UnreadPart): void;
  /**
   * Gone entities that such a list may lack: of a share of a wider list nobody has recorded what it leaves out, a list by
   * offsets may have moved, and tokens may have been taken away. Each that something may be gone of is asked now.
   */
  ofLackingLists(gone: Gone, options: PossibleEntitiesOptions): Promise<Held[]>;
}

interface Doubtful {
  resources: readonly Resource[];
  list: DoubtfulList;
  part: UnreadPart;
}

/** Lists that are asked at a time. */
const PARALLEL = 20;

export function createDoubtfulLists(): DoubtfulLists {
  const lists: Doubtful[] = [];
  return {
    doubtful(resources, list, part) {
      lists.push({ resources, list, part });
    },
    async ofLackingLists(gone, options) {
      const possible = createPossibleEntities(gone, options);
      const lacking = new Map<Doubtful, { blueprints: string[]; reason: Reason }>();
      await forEach(lists, PARALLEL, async (one) => {
        const { resources, list, part } = one;
        const blueprints = [...gone.keys()].filter((blueprint) => possible.any(blueprint, resources, part));
        const reason = blueprints.length > 0 ? await whyLacking(list) : undefined;
        if (reason) lacking.set(one, { blueprints, reason });
      });
      const held = new Map<string, Held>();
      for (const [{ resources, part }, { blueprints, reason }] of lacking)
        for (const blueprint of blueprints)
          for (const identifier of await possible.of(blueprint, (one) =>
            resources.includes(one) ? part : undefined,
          ))
            held.set(JSON.stringify([blueprint, identifier]), { blueprint, identifier, ...reason });
      return [...held.values()];
    },
  };
}

async function whyLacking({ what, isWhole }: DoubtfulList): Promise<Reason | undefined> {
  try {
    return (await isWhole?.()) ? undefined : { reason: what };
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    const remedy = remedyOf(error);
    return { reason: messageOf(error), ...(remedy !== undefined && { remedy }) };
  }
}
