import type { AzureDevOps, ListCall, Page, Paging } from '../../azure-devops/types.ts';

/** Ends a read of which the probe knows enough. */
export class Enough extends Error {}

/** Pages that a list may take to come to an item. */
const MOST_PAGES = 3;

/**
 * A client that throws Enough after its first answer: for a list with nothing under it, whose first page may take many
 * requests. A failure is no answer: a list that is read in another way then is asked for in that way.
 */
export function firstAnswerOf(devops: AzureDevOps): AzureDevOps {
  let answer: Promise<unknown> | undefined;
  const first = async (ask: () => Promise<unknown>): Promise<never> => {
    answer ??= ask();
    const asked = answer;
    try {
      await asked;
    } catch (error) {
      if (answer === asked) answer = undefined;
      throw error;
    }
    throw new Enough();
  };
  return {
    ...devops,
    get: (call) => first(() => devops.get(call)),
    post: (call) => first(() => devops.post(call)),
    bytes: (call) => first(() => devops.bytes(call)),
    async *pages<T>(
      call: ListCall,
      paging: Paging,
      property?: string | readonly string[],
    ): AsyncGenerator<Page<T>> {
      await first(() => devops.pages<T>(call, paging, property)[Symbol.asyncIterator]().next());
    },
  };
}

/** A client that throws Enough after MOST_PAGES pages: for a list that others hang under, which needs an item. */
export const firstPagesOf = (devops: AzureDevOps): AzureDevOps => ({
  ...devops,
  async *pages<T>(call: ListCall, paging: Paging, property?: string | readonly string[]) {
    let count = 0;
    for await (const page of devops.pages<T>(call, paging, property)) {
      if (count++ === MOST_PAGES) throw new Enough();
      yield page;
    }
  },
});
