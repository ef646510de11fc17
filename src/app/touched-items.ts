import type { ItemsDone } from '../events/items-protocol.ts';
import { resolveTouched } from '../events/resolve-touched.ts';
import type { Touched } from '../events/types.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { asSentence } from '../lib/text/sentence.ts';
import type { Counters } from '../report/counters/counters.ts';
import type { Settings } from '../settings/types.ts';
import type { SyncContext } from '../sync/context.ts';
import { forgetDigests } from '../sync/incremental/forget-digests.ts';
import { type Items, openItems } from '../sync/items/open-items.ts';
import { createWrittenHere } from '../sync/items/written-here.ts';

/** Milliseconds after which mapping and blueprints are asked for again: either may have changed in Port. */
const FRESH_MS = 60_000;

/** Reads and writes what events touched, any number of times. */
export interface TouchedItems {
  /** Rejects where nothing is certain, and where a service is asked nothing any more. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
  close(): Promise<void>;
}

export const createTouchedItems = (settings: Settings, context: SyncContext): TouchedItems => {
  const { organisations, clock } = context;
  const written = createWrittenHere();
  const tellDefects = createTellDefects(context.log);
  let opened: { items: Items; at: number } | undefined;
  const close = async () => {
    await opened?.items.close();
    opened = undefined;
  };
  const fresh = async (): Promise<Items> => {
    if (opened && clock.now() - opened.at < FRESH_MS) return opened.items;
    await close();
    opened = { items: await openItems(settings, context, written, forgetDigests), at: clock.now() };
    return opened.items;
  };
  return {
    close,
    async apply(touched) {
      const items = await fresh();
      const { paths, failure } = await resolveTouched(touched, { organisations, kinds: items.kinds });
      if (failure) context.log.warn(messageOf(failure));
      if (paths.length === 0) return { ...NOTHING, isWhole: !failure };
      const done = await items.run(paths);
      tellDefects(done.counters);
      if (done.givenUp) throw done.givenUp;
      const { chosen, created, updated, unchanged, deleted, refused, waiting, isRead, isAnswered } = done;
      const isWhole = isRead && isAnswered && !failure;
      return { chosen, created, updated, unchanged, deleted, refused, waiting, isWhole };
    },
  };
};

/** Tells each mistake of ours once: the parent hears of numbers only. */
const createTellDefects = ({ error }: Log): ((counters: Counters) => void) => {
  const told = new Set<string>();
  return ({ problems }) => {
    for (const { defect, message, hint } of problems) {
      if (!defect || told.has(message)) continue;
      told.add(message);
      error(`Event: ${asSentence(message)} ${hint}`);
    }
  };
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
