import { AzureDevOpsError } from '../../../azure-devops/types.ts';
import type { SharedOut } from '../../../kinds/types.ts';
import { forEach } from '../../../lib/async/concurrency.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { type Attributed, remedyOf } from '../attribution.ts';
import type { Gone, Held, Reason } from '../held.ts';
import { createPossibleEntities, type PossibleEntitiesOptions } from './possible-entities.ts';

/** What parents got out of wider lists, the resources that were read from it, and what it stands in the place of. */
export interface Shares {
  sharedOut(resources: readonly Resource[], list: SharedOut, part: UnreadPart): void;
  /**
   * Gone entities that a share may lack: nobody has recorded what such a list leaves out, so that it is no reason to
   * delete. The parent's own list is: each that something may be gone of is asked now.
   */
  ofShortShares(gone: Gone, options: PossibleEntitiesOptions): Promise<Held[]>;
}

interface Share {
  resources: readonly Resource[];
  list: SharedOut;
  part: UnreadPart;
}

/** Requests at a time. */
const PARALLEL = 5;

export function createShares(): Shares {
  const shares: Share[] = [];
  return {
    sharedOut(resources, list, part) {
      shares.push({ resources, list, part });
    },
    async ofShortShares(gone, options) {
      const possible = createPossibleEntities(gone, { ...options, relationsOf: readOnce(gone, options) });
      const short = new Map<Share, { blueprints: string[]; reason: Reason }>();
      await forEach(shares, PARALLEL, async (share) => {
        const { resources, list, part } = share;
        const blueprints = [...gone.keys()].filter((blueprint) => possible.any(blueprint, resources, part));
        const reason = blueprints.length > 0 ? await whyShort(list) : undefined;
        if (reason) short.set(share, { blueprints, reason });
      });
      const held = new Map<string, Held>();
      for (const [{ resources, part }, { blueprints, reason }] of short)
        for (const blueprint of blueprints)
          for (const identifier of await possible.of(blueprint, (one) =>
            resources.includes(one) ? part : undefined,
          ))
            held.set(JSON.stringify([blueprint, identifier]), { blueprint, identifier, ...reason });
      return [...held.values()];
    },
  };
}

/** Relations of all that is gone of a blueprint, asked for once, however many shares are short. */
function readOnce(
  gone: Gone,
  { relationsOf }: PossibleEntitiesOptions,
): PossibleEntitiesOptions['relationsOf'] {
  const pages = new Map<string, Attributed[][]>();
  return async function* (blueprint) {
    const known = pages.get(blueprint);
    if (known) return yield* known;
    const read: Attributed[][] = [];
    for await (const page of relationsOf(blueprint, gone.get(blueprint) ?? [])) read.push(page);
    pages.set(blueprint, read);
    yield* read;
  };
}

async function whyShort({ what, isWhole }: SharedOut): Promise<Reason | undefined> {
  try {
    return (await isWhole()) ? undefined : { reason: what };
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    const remedy = remedyOf(error);
    return { reason: messageOf(error), ...(remedy !== undefined && { remedy }) };
  }
}
