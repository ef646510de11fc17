import type { AzureDevOps, Call, ListCall, ListEnd, Page, Paging } from '../../azure-devops/types.ts';

/** Two clients that send each request once: the second one gets the answers of the first, and goes on from there. */
export interface RecordAndReplay {
  /** Keeps every answer, and every failure, for the other client. */
  recording: AzureDevOps;
  /** Gives each kept answer once, and sends a request for everything else. */
  replaying: AzureDevOps;
}

interface RecordedPages<T> {
  /** Pages from the first one on. Any number of calls. */
  replay(): AsyncGenerator<Page<T>>;
  /** Pages from the first one on, for the last time: each is forgotten when it was yielded. */
  drain(paging: Paging): AsyncGenerator<Page<T>>;
}

export function recordAndReplay(devops: AzureDevOps): RecordAndReplay {
  const kept = new Map<string, unknown>();
  const keep = <T>(key: string, ask: () => T): T => {
    if (!kept.has(key)) kept.set(key, ask());
    return kept.get(key) as T;
  };
  const take = <T>(key: string): T | undefined => {
    const found = kept.get(key);
    kept.delete(key);
    return found as T | undefined;
  };
  const pages = <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) => {
    let end: ListEnd | undefined;
    const recording =
      paging.style === 'single' ? paging : { ...paging, ended: (found: ListEnd) => (end = found) };
    return recorded(devops.pages<T>(call, recording, property), () => end);
  };
  return {
    recording: {
      ...devops,
      get: <T>(call: Call) => keep(keyOf('get', call), () => handledLater(devops.get<T>(call))),
      post: <T>(call: Call) => keep(keyOf('post', call), () => handledLater(devops.post<T>(call))),
      bytes: (call) => keep(keyOf('bytes', call), () => handledLater(devops.bytes(call))),
      pages: <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) =>
        keep(keyOf('pages', call), () => pages<T>(call, paging, property)).replay(),
    },
    replaying: {
      ...devops,
      get: <T>(call: Call) => take<Promise<T>>(keyOf('get', call)) ?? devops.get<T>(call),
      post: <T>(call: Call) => take<Promise<T>>(keyOf('post', call)) ?? devops.post<T>(call),
      bytes: (call) => take<Promise<Buffer>>(keyOf('bytes', call)) ?? devops.bytes(call),
      pages: <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) =>
        take<RecordedPages<T>>(keyOf('pages', call))?.drain(paging) ??
        devops.pages<T>(call, paging, property),
    },
  };
}

const keyOf = (method: string, { area, path, query, apiVersion, body }: Call): string =>
  JSON.stringify([method, area, path.encoded, query, apiVersion, body]);

/** A promise that may never be awaited: its failure is no unhandled rejection. */
function handledLater<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {});
  return answer;
}

/** Pages that are recorded while they are read. `end`: the list's, once it has been read to it. */
function recorded<T>(pages: AsyncIterable<Page<T>>, end: () => ListEnd | undefined): RecordedPages<T> {
  const iterator = pages[Symbol.asyncIterator]();
  const taken: Promise<IteratorResult<Page<T>>>[] = [];
  return {
    async *replay() {
      for (let i = 0; ; i++) {
        taken[i] ??= handledLater(iterator.next());
        const result = await (taken[i] as Promise<IteratorResult<Page<T>>>);
        if (result.done) return;
        yield result.value;
      }
    },
    async *drain(paging) {
      for (;;) {
        const result = await (taken.shift() ?? iterator.next());
        if (result.done) break;
        yield result.value;
      }
      const found = end();
      if (found && paging.style !== 'single') paging.ended?.(found);
    },
  };
}
