import type { ListPlan } from './read-plan.ts';

/**
 * Tells when a list can bring no more items: every parent is known, the list was read under each of them, and every
 * batch was delivered. Lists that hang under it may still be at work.
 */
export interface Completion {
  /** The list will be read under N more parents. Called while the list above is still being read. */
  listsPlanned(list: ListPlan, parents: number): void;
  /** The list has no more pages under one of its parents. */
  listDone(list: ListPlan): void;
  /** A batch of the list is being delivered. The function returned marks it as delivered. */
  batchStarted(list: ListPlan): () => void;
}

interface Open {
  /** Reads that are planned or under way. One more stands for the list above as long as that may bring parents. */
  reads: number;
  /** Batches that are being delivered. */
  batches: number;
}

/** `completed` is called once for each list. */
export function createCompletion(
  roots: readonly ListPlan[],
  completed: (list: ListPlan) => void,
): Completion {
  const open = new Map<ListPlan, Open>();
  const add = (list: ListPlan): void => {
    open.set(list, { reads: 1, batches: 0 });
    list.children.forEach(add);
  };
  roots.forEach(add);
  const stateOf = (list: ListPlan) => open.get(list) as Open;
  const check = (list: ListPlan) => {
    const { reads, batches } = stateOf(list);
    if (reads === 0 && batches === 0) completed(list);
  };
  const listDone = (list: ListPlan): void => {
    stateOf(list).reads -= 1;
    if (stateOf(list).reads > 0) return;
    list.children.forEach(listDone);
    check(list);
  };
  return {
    listDone,
    listsPlanned(list, parents) {
      stateOf(list).reads += parents;
    },
    batchStarted(list) {
      stateOf(list).batches += 1;
      return () => {
        stateOf(list).batches -= 1;
        check(list);
      };
    },
  };
}
