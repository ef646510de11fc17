import type { ItemsReply, ItemsRequest } from '../events/items-protocol.ts';
import type { Host } from '../host/types.ts';
import { controllerUnder } from '../lib/async/controller-under.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { Change } from '../report/change.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import { chooseTemporaryFolder } from './folders.ts';
import { composeFor } from './run-sync.ts';
import { tellParent } from './tell-parent.ts';
import { createTouchedItems, type TouchedItems } from './touched-items.ts';

/**
 * A worker of an always-on process: reads what events touched, one request after the other, until it is told to end. It
 * ends by itself when a request fails, since its connections may be broken.
 */
export async function workOnItems(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const context = composeFor(settings, host, {
    temporary: chooseTemporaryFolder(host),
    change: async (change) => tellChange(host, change),
    stop: controllerUnder(ended),
    cancelled: ended,
    writesAs: 'http_request',
  });
  const items = createTouchedItems(settings, context);
  try {
    for await (const request of requestsUntil(ended)) {
      const reply = await answer(request, context, items);
      await tellParent(reply);
      if ('failed' in reply) break;
    }
  } finally {
    await items.close();
  }
}

const answer = async (
  { id, touched }: ItemsRequest,
  context: SyncContext,
  items: TouchedItems,
): Promise<ItemsReply> => {
  try {
    return { id, done: await items.apply(touched) };
  } catch (error) {
    if (!(error instanceof Cancelled)) context.log.debug(error instanceof Error ? (error.stack ?? '') : '');
    return { id, failed: messageOf(error) };
  }
};

/** The log of a worker has its deletions. All else is told by the parent, as a number. */
const tellChange = ({ log }: Host, { action, blueprint, identifier }: Change): void => {
  const words = `Event: ${action} ${blueprint} ${identifier}`;
  if (action === 'deleted') log.info(words);
  else log.debug(words);
};

/** The parent's requests, in their order. */
async function* requestsUntil(ended: AbortSignal): AsyncGenerator<ItemsRequest> {
  const waiting: ItemsRequest[] = [];
  let wake = () => {};
  const hear = (message: unknown) => {
    waiting.push(message as ItemsRequest);
    wake();
  };
  const end = () => wake();
  process.on('message', hear);
  // The lifeline does not keep a process alive by its channel. This process lives for it.
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
