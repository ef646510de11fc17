import { AzureDevOpsError } from '../types.ts';

/**
 * The size of a list's pages: halved, down to a single item, where an answer was too large, and from then on. Returns
 * a function that asks with the size, and again where it has to be halved.
 */
export function createPageSize(largest: number | undefined) {
  let size = largest;
  return async <R>(ask: (size: number | undefined) => Promise<R>): Promise<R> => {
    for (;;) {
      try {
        return await ask(size);
      } catch (error) {
        if (!isTooLarge(error) || size === undefined || size < 2) throw error;
        size = Math.floor(size / 2);
      }
    }
  };
}

/** Whether an answer was larger than one may be. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.likelyCause === 'too-large';
