import type { Engine, Row } from './jq/engine.ts';

/** At most so many items, or so much text, go to the engine at once. */
const CHUNK_ITEMS = 200;
const CHUNK_CHARACTERS = 512 * 1024;

interface Chunk {
  start: number;
  texts: string[];
}

/** Texts are made when a chunk is asked for: what waits takes no memory. */
function* chunksOf(count: number, textAt: (index: number) => string): Generator<Chunk, undefined> {
  let chunk: Chunk = { start: 0, texts: [] };
  let characters = 0;
  for (let index = 0; index < count; index += 1) {
    const text = textAt(index);
    chunk.texts.push(text);
    characters += text.length;
    if (chunk.texts.length === CHUNK_ITEMS || characters >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = { start: index + 1, texts: [] };
      characters = 0;
    }
  }
  if (chunk.texts.length > 0) yield chunk;
}

export interface Work {
  expressions: readonly string[];
  /** Items, and the JSON of each. */
  count: number;
  textAt: (index: number) => string;
}

/** Rows of real jq, aligned with the items; `lanes` chunks are under way at once. */
export async function evaluateByEngine(
  engine: Engine,
  { expressions, count, textAt }: Work,
  lanes: number,
  signal?: AbortSignal,
): Promise<Row[]> {
  signal?.throwIfAborted();
  const rows: Row[] = new Array(count);
  const chunks = chunksOf(count, textAt);
  let stopped = false;
  const lane = async () => {
    for (let next = chunks.next(); !next.done && !stopped && !signal?.aborted; next = chunks.next()) {
      const { start, texts } = next.value;
      const results = await engine.evaluate(expressions, texts);
      for (let index = 0; index < results.length; index += 1) rows[start + index] = results[index] as Row;
    }
  };
  try {
    await abortable(Promise.all(Array.from({ length: lanes }, lane)), signal);
  } finally {
    stopped = true;
  }
  return rows;
}

/** Rejects with the signal's reason as soon as it is aborted; what was under way ends by itself. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
