import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { type ChosenItem, OWN_ID } from '../../kinds/item-selection.ts';
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
import { choicesBy, isHelper, ownIdOf } from './choices.ts';

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
/** Times that it counts for where it is read in full for want of an answer about one item: it may be long. */
const IN_FULL = 2;

export function createGoneMeanwhile(options: Asking): GoneMeanwhile {
  const known = new WeakMap<Node, Promise<boolean>>();
  const asked = new Map<string, number>();
  const last = new Map<string, Promise<unknown>>();

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

  function mayAsk({ key }: Source, times = 1): boolean {
    const all = (asked.get(key) ?? 0) + times;
    asked.set(key, all);
    return all <= MOST;
  }

  async function isInNoList(source: Source, node: Node): Promise<boolean> {
    if (node.parent && (await known.get(node.parent))) return true;
    const id = idOf(source, node.item);
    if (id === undefined || !mayAsk(source)) return false;
    const context = contextOf(options);
    try {
      const found = await findAgain(source, node.parent, id, context);
      if (found === 'unknown') return false;
      return found ? (source.showsNothing?.(found) ?? false) : context.isWhole;
    } catch (error) {
      if (isOwnMistake(error)) throw error;
      return node.parent !== undefined && isGone(source.under, node.parent, error);
    }
  }

  /** The item as its list has it now. A question about it alone may not tell: then the list is read in full. */
  async function findAgain(source: Source, parent: Node['parent'], id: string, context: ReadContext) {
    const choice: ChosenItem = { id, by: OWN_ID, isWanted: true, below: 'all' };
    const isIt = choicesBy(source, [choice]);
    const chosen = source.readChosen?.(parent, [choice], context);
    const alone = chosen && (await findIn(chosen, isIt));
    if (alone instanceof AbsentItem && alone.why === 'unknown') {
      if (!mayAsk(source, IN_FULL)) return 'unknown';
    } else if (alone)
      return alone instanceof AbsentItem && alone.why === 'deleted' ? undefined : itemOf(alone);
    const found = await findIn(source.read(parent, context), isIt);
    return found && itemOf(found);
  }

  return { isGone };
}

const isNotFound = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.isOwn && error.status === 404;

function idOf(source: Source, item: Node['item']): string | undefined {
  const id = ownIdOf(source)(item);
  return typeof id === 'string' || typeof id === 'number' ? `${id}` : undefined;
}

type Found = RawItem | PartialItem | AbsentItem;

async function findIn(
  pages: AsyncIterable<{ items: readonly (Found | undefined)[] }>,
  isIt: (item: RawItem) => unknown,
): Promise<Found | undefined> {
  for await (const { items } of pages) {
    const found = items.find((one) => one && isIt(itemOf(one)));
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
