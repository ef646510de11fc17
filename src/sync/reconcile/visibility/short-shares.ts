import { AzureDevOpsError } from '../../../azure-devops/types.ts';
import type { SharedOut } from '../../../kinds/types.ts';
import { forEach } from '../../../lib/async/concurrency.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { type Attributed, carrierOf, remedyOf } from '../attribution.ts';
import type { Gone, Held, Reason } from '../held.ts';
import { type PossibleEntitiesOptions, possibleEntities } from './possible-entities.ts';

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
      const losing = createLosing(gone, options);
      const short = new Map<Share, { blueprints: string[]; reason: Reason }>();
      await forEach(shares, PARALLEL, async (share) => {
        const blueprints = losing.blueprintsOf(share);
        const reason = blueprints.length > 0 ? await whyShort(share.list) : undefined;
        if (reason) short.set(share, { blueprints, reason });
      });
      const asked = { ...options, relationsOf: readOnce(gone, options) };
      const held = new Map<string, Held>();
      for (const [share, { blueprints, reason }] of short)
        for (const blueprint of blueprints)
          for (const identifier of await mayBeOf(share, blueprint, gone, asked))
            held.set(JSON.stringify([blueprint, identifier]), { blueprint, identifier, ...reason });
      return [...held.values()];
    },
  };
}

const mayBeOf = (
  { resources, part }: Share,
  blueprint: string,
  gone: Gone,
  options: PossibleEntitiesOptions,
): Promise<string[]> =>
  possibleEntities(
    blueprint,
    gone.get(blueprint) ?? [],
    (resource) => (resources.includes(resource) ? part : undefined),
    options,
  );

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

/** Matches wherever a GUID begins, inside of another, too. */
const GUIDS = /(?=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))/gi;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells which blueprints have gone entities that may be of a share, by the parents' ids in their identifiers. */
function createLosing(gone: Gone, { targets, kinds }: PossibleEntitiesOptions) {
  const carrying = new Map<MappingTarget, Map<string, boolean>>();
  const carriesId = (target: MappingTarget, list: string): boolean => {
    const kind = kinds.get(target.resource.kind);
    const known = getOrCreate(carrying, target, () => new Map<string, boolean>());
    return getOrCreate(known, list, () => !kind?.moves && carrierOf(target, kind, list).identifier);
  };
  const blueprints = [...gone.keys()]
    .filter((blueprint) => gone.get(blueprint)?.length)
    .map((blueprint) => ({
      blueprint,
      ids: guidsOf(gone.get(blueprint) ?? []),
      writers: targets.filter((target) => canWrite(target, blueprint)),
    }));
  return {
    blueprintsOf: ({ resources, part }: Share): string[] =>
      blueprints
        .filter(({ ids, writers }) =>
          writers.some(
            (target) =>
              resources.includes(target.resource) &&
              part.parents.every(
                ({ list, id }) => !GUID.test(id) || ids.has(id.toLowerCase()) || !carriesId(target, list),
              ),
          ),
        )
        .map(({ blueprint }) => blueprint),
  };
}

function guidsOf(identifiers: readonly string[]): Set<string> {
  const ids = new Set<string>();
  for (const identifier of identifiers)
    for (const [, id] of identifier.matchAll(GUIDS)) if (id !== undefined) ids.add(id.toLowerCase());
  return ids;
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
