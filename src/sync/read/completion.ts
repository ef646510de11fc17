import type { Branch } from './read-plan.ts';

/**
 * Knows when nothing more can come of a branch: every parent is known, every list under one has been read, every item
 * handed on. That is long before the end of what hangs under it.
 */
export interface Ends {
  /** So many lists of the branch will be read. Told while the list above is still being read. */
  expect(branch: Branch, lists: number): void;
  /** One of them has no more pages. */
  read(branch: Branch): void;
  /** Items of the branch are being handed on; call the answer when they were. */
  handing(branch: Branch): () => void;
}

/** Lists to be read, with one for the list above as long as that may bring more; batches under way. */
interface Open {
  lists: number;
  batches: number;
}

/** `ended` is called once for each branch. */
export function createEnds(roots: readonly Branch[], ended: (branch: Branch) => void): Ends {
  const all = new Map<Branch, Open>();
  const open = (branch: Branch): void => {
    all.set(branch, { lists: 1, batches: 0 });
    branch.children.forEach(open);
  };
  roots.forEach(open);
  const of = (branch: Branch) => all.get(branch) as Open;
  const check = (branch: Branch) => {
    const { lists, batches } = of(branch);
    if (lists === 0 && batches === 0) ended(branch);
  };
  const read = (branch: Branch): void => {
    of(branch).lists -= 1;
    if (of(branch).lists > 0) return;
    branch.children.forEach(read);
    check(branch);
  };
  return {
    read,
    expect(branch, lists) {
      of(branch).lists += lists;
    },
    handing(branch) {
      of(branch).batches += 1;
      return () => {
        of(branch).batches -= 1;
        check(branch);
      };
    },
  };
}
