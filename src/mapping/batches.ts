import { getOrCreate } from '../lib/collections/get-or-create.ts';
import type { Engine } from './jq/engine/engine.ts';
import type { Row } from './jq/engine/rows.ts';

/** Most items of a batch, and most characters of their text. */
const BATCH_ITEMS = 200;
const BATCH_CHARACTERS = 512 * 1024;

/** Items to evaluate. The JSON of each is made when its turn comes, so that waiting takes no memory. */
export interface Work {
  count: number;
  textAt: (index: number) => string;
}

export interface Batches {
  /** Rows of real jq, aligned with the items. Work on the same list of expressions (by identity) shares batches. */
  evaluate(expressions: readonly string[], work: Work, signal?: AbortSignal): Promise<Row[]>;
}

/** Work that waits or is under way. `abandoned`: its caller was cancelled. */
interface Open extends Work {
  begun: number;
  rows: Row[];
  missing: number;
  abandoned: boolean;
  done: Promise<Row[]>;
  resolve(rows: Row[]): void;
  reject(error: unknown): void;
}

/**
 * Feeds the engine with up to `lanes` batches at a time. An idle engine begins at once. Work that comes while it is busy
 * waits and shares batches, since starting jq costs more than its work on many items.
 */
export function createBatches(engine: Engine, lanes: number): Batches {
  const waiting = new Map<readonly string[], Open[]>();
  let running = 0;

  function pump(): void {
    for (const [expressions, queue] of waiting) {
      if (running === lanes) return;
      // The rest of it goes behind the others.
      waiting.delete(expressions);
      void run(expressions, queue);
      if (queue.length > 0) waiting.set(expressions, queue);
    }
  }

  async function run(expressions: readonly string[], queue: Open[]): Promise<void> {
    running += 1;
    const batch: { open: Open; index: number }[] = [];
    try {
      const texts = takeTexts(queue, batch);
      const results = await engine.evaluate(expressions, texts);
      for (const [at, { open, index }] of batch.entries()) settle(open, index, results[at] as Row);
    } catch (error) {
      for (const { open } of batch) refuse(open, error);
    } finally {
      running -= 1;
      pump();
    }
  }

  return {
    async evaluate(expressions, work, signal) {
      signal?.throwIfAborted();
      if (work.count === 0) return [];
      const open = opened(work);
      const abort = () => refuse(open, signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      getOrCreate(waiting, expressions, () => []).push(open);
      pump();
      try {
        return await open.done;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

function opened(work: Work): Open {
  let resolve: Open['resolve'] = () => {};
  let reject: Open['reject'] = () => {};
  const done = new Promise<Row[]>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  const rows = new Array<Row>(work.count);
  return { ...work, begun: 0, missing: work.count, rows, abandoned: false, done, resolve, reject };
}

/** The texts of one batch. `batch` gets their owners. */
function takeTexts(queue: Open[], batch: { open: Open; index: number }[]): string[] {
  const texts: string[] = [];
  let characters = 0;
  while (queue[0] && texts.length < BATCH_ITEMS && characters < BATCH_CHARACTERS) {
    const [open] = queue;
    const index = open.begun;
    open.begun += 1;
    if (open.abandoned || open.begun === open.count) queue.shift();
    if (open.abandoned) continue;
    batch.push({ open, index });
    const text = open.textAt(index);
    texts.push(text);
    characters += text.length;
  }
  return texts;
}

function settle(open: Open, index: number, row: Row): void {
  open.rows[index] = row;
  open.missing -= 1;
  if (open.missing === 0) open.resolve(open.rows);
}

/** Rejects work whose caller was cancelled. Batches under way end by themselves. */
function refuse(open: Open, reason: unknown): void {
  open.abandoned = true;
  open.reject(reason);
}
