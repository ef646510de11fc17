import type { ItemsDone, ItemsReply, ItemsRequest } from '../events/items-protocol.ts';
import { resolveTouched } from '../events/resolve-touched.ts';
import type { Touched } from '../events/types.ts';
import type { Host } from '../host/types.ts';
import { systemClock } from '../lib/clock.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { Change } from '../report/change.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import { type Items, openItems } from '../sync/items/open-items.ts';
import { createWrittenHere } from '../sync/items/written-here.ts';
import { chooseTemporaryFolder } from './folders.ts';
import { composeFor } from './run-sync.ts';
import { tellParent } from './tell-parent.ts';

/** Mapping and blueprints are asked for again after so many milliseconds: either may be another one in Port. */
const FRESH_MS = 60_000;

/**
 * A worker of an always-on process: takes what events touched, one request after the other, until it is told to end. It
 * ends by itself when a request fails, since its connections may be past use.
 */
export async function workOnItems(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const endEarly = () => stop.abort(ended.reason);
  if (ended.aborted) endEarly();
  ended.addEventListener('abort', endEarly, { once: true });
  const context = composeFor(settings, host, {
    temporary: chooseTemporaryFolder(host),
    change: async (change) => tellChange(host, change),
    stop,
    cancelled: ended,
    writesAs: 'http_request',
  });
  const fresh = createFreshItems(settings, context);
  try {
    for await (const request of requestsUntil(ended)) {
      const reply = await answer(request, context, fresh);
      await tellParent(reply);
      if ('failed' in reply) break;
    }
  } finally {
    await fresh.close();
  }
}

const answer = async (
  { id, touched }: ItemsRequest,
  context: SyncContext,
  fresh: FreshItems,
): Promise<ItemsReply> => {
  try {
    return { id, done: await apply(touched, context, await fresh.items()) };
  } catch (error) {
    if (!(error instanceof Cancelled)) context.log.debug(error instanceof Error ? (error.stack ?? '') : '');
    return { id, failed: messageOf(error) };
  }
};

const apply = async (
  touched: readonly Touched[],
  { organisations }: SyncContext,
  items: Items,
): Promise<ItemsDone> => {
  const paths = await resolveTouched(touched, { organisations, kinds: items.kinds });
  if (paths.length === 0) return NOTHING;
  const { chosen, created, updated, unchanged, deleted, refused, waiting, isRead, isAnswered } =
    await items.run(paths);
  const isWhole = isRead && isAnswered;
  return { chosen, created, updated, unchanged, deleted, refused, waiting, isWhole };
};

const NOTHING: ItemsDone = {
  chosen: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  refused: 0,
  waiting: [],
  isWhole: true,
};

interface FreshItems {
  items(): Promise<Items>;
  close(): Promise<void>;
}

const createFreshItems = (settings: Settings, context: SyncContext): FreshItems => {
  const written = createWrittenHere();
  let opened: { items: Items; at: number } | undefined;
  const close = async () => {
    await opened?.items.close();
    opened = undefined;
  };
  return {
    close,
    async items() {
      if (opened && systemClock.now() - opened.at < FRESH_MS) return opened.items;
      await close();
      opened = { items: await openItems(settings, context, written), at: systemClock.now() };
      return opened.items;
    },
  };
};

/** What is deleted is told; the rest by its number, in the parent. */
const tellChange = ({ log }: Host, { action, blueprint, identifier }: Change): void => {
  const words = `Event: ${action} ${blueprint} ${identifier}`;
  if (action === 'deleted') log.info(words);
  else log.debug(words);
};

/** Requests of the parent, in their order. */
async function* requestsUntil(ended: AbortSignal): AsyncGenerator<ItemsRequest> {
  const waiting: ItemsRequest[] = [];
  let wake = () => {};
  const hear = (message: unknown) => {
    waiting.push(message as ItemsRequest);
    wake();
  };
  const end = () => wake();
  process.on('message', hear);
  // The lifeline lets go of the channel; here it is what the process lives for.
  const { channel } = process as { channel?: { ref(): void; unref(): void } };
  channel?.ref();
  ended.addEventListener('abort', end, { once: true });
  try {
    while (!ended.aborted) {
      const next = waiting.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (ended.aborted || waiting.length > 0) resolve();
        });
    }
  } finally {
    process.off('message', hear);
    channel?.unref();
  }
}
