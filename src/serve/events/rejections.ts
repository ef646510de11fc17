import type { Rejected, Waiting } from './touched-set.ts';

/** Rejections of a place alone after which it is left out. Readings of others have to succeed between them. */
const ALONE = 2;

/**
 * Finds the place for which readings are rejected, so that it holds up no other. Once others succeed, what was rejected
 * together is read by halves. While nothing succeeds nothing is known of any place.
 */
export interface Rejections {
  /** A reading has succeeded. */
  applied(): void;
  /** Places that may be read together with this one. */
  mostWith(waiting: Waiting): number;
  /** Notes a rejected reading of so many places. Undefined where this one is to be left out. */
  reject(waiting: Waiting, size: number): Rejected | undefined;
}

export const createRejections = (): Rejections => {
  let applied = 0;
  /** Whether others were read since. The rejection was for one of those that were read together then. */
  const isKnown = ({ rejected }: Waiting): boolean => rejected !== undefined && applied > rejected.applied;
  return {
    applied() {
      applied += 1;
    },
    mostWith(waiting) {
      const { rejected } = waiting;
      return rejected && isKnown(waiting) ? Math.ceil(rejected.size / 2) : Number.POSITIVE_INFINITY;
    },
    reject(waiting, size) {
      const { rejected } = waiting;
      if (!rejected) return { size, applied, alone: 0 };
      if (!isKnown(waiting)) return { ...rejected, size: Math.max(rejected.size, size) };
      const alone = rejected.alone + (size === 1 ? 1 : 0);
      return alone < ALONE ? { size, applied, alone } : undefined;
    },
  };
};
