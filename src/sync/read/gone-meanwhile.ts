import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { keyOfChoice, OWN_ID } from '../../kinds/item-selection.ts';
import {
  AbsentItem,
  type Node,
  PartialItem,
  type RawItem,
  type ReadContext,
  type Source,
} from '../../kinds/types.ts';
import { createMemo } from '../../lib/async/memo.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { isOwnMistake } from '../../lib/errors.ts';
import { isHelper } from './choices.ts';

/** The note of a run that met such an item. */
export const GONE_MEANWHILE = 'an item was removed or disabled while the run read more of it';

/** The part of the walk that its questions need. */
type Asking = Pick<ReadContext, 'devops' | 'scope' | 'now' | 'signal'>;

/** Questions after an error of the service's own that says: not found. */
export interface GoneMeanwhile {
  /**
   * Whether an item, of which something was not found, is in its list no more, or as one that shows nothing. Asks for
   * that list again. Throws a mistake of ours alone.
   */
  isGone(source: Source | undefined, node: Node, error: unknown): Promise<boolean>;
}

/** Times that one list is asked for again: where a credential may not see what lists name, that could be often. */
const MOST = 10;

export function createGoneMeanwhile(options: Asking): GoneMeanwhile {
  const known = new WeakMap<Node, Promise<boolean>>();
  const asked = new Map<string, number>();
  const last = new Map<string, Promise<unknown>>();
  /** Lists that were read in full, as a question about one item of them had told nothing. They may be long. */
  const inFull = new Set<string>();

  const isGone = async (source: Source | undefined, node: Node, error: unknown): Promise<boolean> => {
    if (!source || !node.parent || !isNotFound(error)) return false;
    if (isHelper(source)) return isGone(source.under, node.parent, error);
    return getOrCreate(known, node, () => inTurn(source, node));
  };

  /** One question after the other: the first may tell that the parent is gone, and with it all that it had. */
  function inTurn(source: Source, node: Node): Promise<boolean> {
    const before = last.get(source.key) ?? Promise.resolve();
    const answer = before.then(() => isInNoList(source, node));
    last.set(
      source.key,
      answer.catch(() => {}),
    );
    return answer;
  }

  async function isInNoList(source: Source, node: Node): Promise<boolean> {
    if (node.parent && (await known.get(node.parent))) return true;
    const times = asked.get(source.key) ?? 0;
    asked.set(source.key, times + 1);
    const id = idOf(source, node.item);
    if (times >= MOST || id === undefined) return false;
    const context = contextOf(options);
    try {
      const alone = await askedAlone(source, node, id, context);
      if (alone instanceof AbsentItem && alone.why === 'deleted') return true;
      const isUnknown = alone instanceof AbsentItem && alone.why === 'unknown';
      if (isUnknown && inFull.has(source.key)) return false;
      if (isUnknown) inFull.add(source.key);
      const found = alone && !isUnknown ? alone : await findIn(source.read(node.parent, context), source, id);
      return found ? (source.showsNothing?.(itemOf(found)) ?? false) : context.isWhole;
    } catch (error) {
      if (isOwnMistake(error)) throw error;
      return node.parent !== undefined && isGone(source.under, node.parent, error);
    }
  }

  return { isGone };
}

const isNotFound = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.isOwn && error.status === 404;

function idOf(source: Source, item: Node['item']): string | undefined {
  const id = (source.ids?.[OWN_ID] ?? ((one) => one.id ?? one.descriptor))(item);
  return typeof id === 'string' || typeof id === 'number' ? `${id}` : undefined;
}

const isSameId = (one: string | undefined, other: string): boolean =>
  one !== undefined && keyOfChoice(OWN_ID, one) === keyOfChoice(OWN_ID, other);

/** The answer to a question about the item alone. Undefined where its list has no such question. */
function askedAlone(
  source: Source,
  { parent }: Node,
  id: string,
  context: ReadContext,
): Promise<Found | undefined> | undefined {
  const choice = { id, by: OWN_ID, isWanted: true, below: 'all' } as const;
  const pages = source.readChosen?.(parent, [choice], context);
  return pages && findIn(pages, source, id);
}

type Found = RawItem | PartialItem | AbsentItem;

async function findIn(
  pages: AsyncIterable<{ items: readonly (Found | undefined)[] }>,
  source: Source,
  id: string,
): Promise<Found | undefined> {
  for await (const { items } of pages) {
    const found = items.find((one) => one && isSameId(idOf(source, itemOf(one)), id));
    if (found) return found;
  }
  return undefined;
}

const itemOf = (one: Found): RawItem =>
  one instanceof PartialItem || one instanceof AbsentItem ? one.item : (one as RawItem);

/** A context of its own, since nothing that the run holds of its lists may answer. */
function contextOf({ devops, scope, now, signal }: Asking): ReadContext & { isWhole: boolean } {
  const context = {
    devops,
    scope,
    now,
    signal,
    isWhole: true,
    incomplete() {
      context.isWhole = false;
    },
    note() {},
    chosen() {},
    doubtful() {},
    warn() {},
    once: createMemo(),
  };
  return context;
}
