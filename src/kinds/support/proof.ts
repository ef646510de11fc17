import { AzureDevOpsError } from '../../azure-devops/types.ts';

const FOR_GOOD = new Set(['permission', 'missing', 'refused']);

/**
 * What is asked to prove that something is gone; undefined where the credential may not ask, or a Server has no such
 * route: then nothing is proven. Throws what may pass.
 */
export async function orNoProof<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AzureDevOpsError && FOR_GOOD.has(error.likelyCause)) return undefined;
    throw error;
  }
}
