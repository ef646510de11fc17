import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { createMemo } from '../../lib/async/memo.ts';
import type { ReadContext } from '../types.ts';

const FOR_GOOD = new Set(['permission', 'missing', 'refused']);

/**
 * Whether a list that was read again, or another one of the same, has enough items to say what is gone. Some may be gone
 * since; one that has fewer than half tells less than there is.
 */
export const hasEnough = (again: number, first: number): boolean => again >= first / 2;

/** A context that remembers no answer: what is asked with it is asked once more. */
export const anew = (context: ReadContext): ReadContext => ({ ...context, once: createMemo() });

/**
 * The answer to a question that may prove that something is gone. Undefined where there is no proof: the credential may
 * not ask, or a Server has no such route. Throws errors that may pass.
 */
export async function orNoProof<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AzureDevOpsError && FOR_GOOD.has(error.likelyCause)) return undefined;
    throw error;
  }
}
