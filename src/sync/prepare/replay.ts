import type { AzureDevOps, Call, ListCall, Page, Paging } from '../../azure-devops/types.ts';

/** What a probe asks is asked once: the read that follows gets the same answers, and goes on from there. */
export interface Rehearsal {
  /** Keeps every answer, and failure, for the read. */
  probing: AzureDevOps;
  /** Takes what the probe has left, each answer once, and asks for the rest. */
  reading: AzureDevOps;
}

interface Pages<T> {
  /** From the first page on, as often as wanted. */
  again(): AsyncGenerator<Page<T>>;
  /** The same for the last time: pages are let go as they are handed on. */
  onwards(): AsyncGenerator<Page<T>>;
}

export function rehearse(devops: AzureDevOps): Rehearsal {
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
  const pages = <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) =>
    recorded(devops.pages<T>(call, paging, property));
  return {
    probing: {
      ...devops,
      get: <T>(call: Call) => keep(keyOf('get', call), () => quiet(devops.get<T>(call))),
      post: <T>(call: Call) => keep(keyOf('post', call), () => quiet(devops.post<T>(call))),
      bytes: (call) => keep(keyOf('bytes', call), () => quiet(devops.bytes(call))),
      pages: <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) =>
        keep(keyOf('pages', call), () => pages<T>(call, paging, property)).again(),
    },
    reading: {
      ...devops,
      get: <T>(call: Call) => take<Promise<T>>(keyOf('get', call)) ?? devops.get<T>(call),
      post: <T>(call: Call) => take<Promise<T>>(keyOf('post', call)) ?? devops.post<T>(call),
      bytes: (call) => take<Promise<Buffer>>(keyOf('bytes', call)) ?? devops.bytes(call),
      pages: <T>(call: ListCall, paging: Paging, property?: string | readonly string[]) =>
        take<Pages<T>>(keyOf('pages', call))?.onwards() ?? devops.pages<T>(call, paging, property),
    },
  };
}

const keyOf = (method: string, { area, path, query, apiVersion, body }: Call): string =>
  JSON.stringify([method, area, path.encoded, query, apiVersion, body]);

/** A failure that nobody takes is none of the process's business. */
function quiet<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {});
  return answer;
}

function recorded<T>(pages: AsyncIterable<Page<T>>): Pages<T> {
  const iterator = pages[Symbol.asyncIterator]();
  const taken: Promise<IteratorResult<Page<T>>>[] = [];
  return {
    async *again() {
      for (let i = 0; ; i++) {
        taken[i] ??= quiet(iterator.next());
        const result = await (taken[i] as Promise<IteratorResult<Page<T>>>);
        if (result.done) return;
        yield result.value;
      }
    },
    async *onwards() {
      for (;;) {
        const result = await (taken.shift() ?? iterator.next());
        if (result.done) return;
        yield result.value;
      }
    },
  };
}
