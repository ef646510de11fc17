import type { Touched } from '../../events/types.ts';
import { keyOf } from './touched-set.ts';

/**
 * Places that are applied while a full sync is at work. They are applied once more afterwards: the sync may have read
 * an item before and written it after.
 */
export interface AppliedDuringResync {
  /** A full sync begins. */
  begin(): void;
  note(touched: Touched): void;
  /** The full sync has ended. Gives all places that were noted, each once. */
  end(): Iterable<Touched>;
}

/** `most`: places that are kept. `full`: called where there are more. */
export const createAppliedDuringResync = (most: number, full: () => void): AppliedDuringResync => {
  let noted: Map<string, Touched> | undefined;
  return {
    begin() {
      noted = new Map();
    },
    note(touched) {
      if (!noted) return;
      if (noted.size < most) noted.set(JSON.stringify([keyOf(touched), touched.range]), touched);
      else full();
    },
    end() {
      const all = noted?.values() ?? [];
      noted = undefined;
      return all;
    },
  };
};
