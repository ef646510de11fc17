/** The bytes that a list's next page is taken to have. */
export interface PageGuess {
  bytes(): number;
  /** Notes a page that has come. */
  note(bytes: number): void;
}

/** Bytes that a page is taken to have before the first one of its list has come. */
const FIRST = 2 ** 20;
/** The share that is left of a larger page with each smaller one after it. */
const KEPT = 0.9;

/**
 * The largest of the latest pages. The latest one alone would say too little: behind one that is nearly empty, as many
 * parents as are read under at a time would be let in, and each bring a page of a megabyte.
 */
export function createPageGuess(): PageGuess {
  let guess: number | undefined;
  return {
    bytes: () => guess ?? FIRST,
    note(bytes) {
      guess = Math.max(bytes, KEPT * (guess ?? 0));
    },
  };
}
