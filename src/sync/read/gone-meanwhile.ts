import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { OWN_ID } from '../../kinds/item-selection.ts';
import { AbsentItem, type Node, PartialItem, type ReadContext, type Source } from '../../kinds/types.ts';
import { createMemo } from '../../lib/async/memo.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';

/** The note of a run that met such an item. */
export const GONE_MEANWHILE = 'an item was removed or disabled while the run read more of it';

/** The part of the walk that its questions need. */
type Asking = Pick<ReadContext, 'devops' | 'scope' | 'now' | 'signal'>;

/** Questions after an error of the service's own that says: not found. */
export interface GoneMeanwhile {
  /**
   * Whether an item, of which something was not found, is in its list no more, or as one that shows nothing. Asks for
   * that list again.
   */
  isGone(source: Source | undefined, node: Node, error: unknown): Promise<boolean>;
}

/** Times that one list is asked for again: where a credential may not see what lists name, that could be often. */
const MOST = 10;

export function createGoneMeanwhile(options: Asking): GoneMeanwhile {
  const known = new WeakMap<Node, Promise<boolean>>();
  const asked = new Map<string, number>();

  const isGone = async (source: Source | undefined, node: Node, error: unknown): Promise<boolean> => {
    if (!source || !node.parent || !isNotFound(error)) return false;
    return getOrCreate(known, node, () => isInNoList(source, node));
  };

  async function isInNoList(source: Source, node: Node): Promise<boolean> {
    const times = asked.get(source.key) ?? 0;
    asked.set(source.key, times + 1);
    const id = idOf(source, node.item);
    if (times >= MOST || id === undefined) return false;
    const context = contextOf(options);
    try {
      const found = await findAgain(source, node, id, context);
      if (found) return source.showsNothing?.(found) ?? false;
      return context.isWhole;
    } catch (error) {
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

/** The item as its list has it now. */
async function findAgain(
  source: Source,
  { parent }: Node,
  id: string,
  context: ReadContext,
): Promise<Node['item'] | undefined> {
  const choice = { id, by: OWN_ID, isWanted: true, below: 'all' } as const;
  const pages = source.readChosen?.(parent, [choice], context) ?? source.read(parent, context);
  for await (const { items } of pages)
    for (const one of items) {
      if (one === undefined || (one instanceof AbsentItem && one.why !== 'not selected')) continue;
      const item = one instanceof PartialItem || one instanceof AbsentItem ? one.item : one;
      if (idOf(source, item) === id) return item;
    }
  return undefined;
}

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
