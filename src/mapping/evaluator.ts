import type { Engine, Row } from './jq/engine.ts';
import { jsonText } from './jq/text.ts';

/** At most so many items, or so much text, go to the engine at once. */
const CHUNK_ITEMS = 200;
const CHUNK_CHARACTERS = 512 * 1024;

interface Chunk {
  start: number;
  texts: string[];
}

/** Texts are made when a chunk is asked for: what waits takes no memory. */
function* chunksOf(items: readonly unknown[]): Generator<Chunk, undefined> {
  let chunk: Chunk = { start: 0, texts: [] };
  let characters = 0;
  for (const [index, item] of items.entries()) {
    const text = jsonText(item);
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

/** Rows of real jq, aligned with the items; `lanes` chunks are under way at once. */
export async function evaluateByEngine(
  engine: Engine,
  expressions: readonly string[],
  items: readonly unknown[],
  lanes: number,
  signal?: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = new Array(items.length);
  const chunks = chunksOf(items);
  let stopped = false;
  const lane = async () => {
    for (let next = chunks.next(); !next.done && !stopped; next = chunks.next()) {
      signal?.throwIfAborted();
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
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
