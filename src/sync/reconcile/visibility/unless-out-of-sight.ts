import { AzureDevOpsError } from '../../../azure-devops/types.ts';

/** An answer. Undefined for what is not there, or not shown. */
export async function unlessOutOfSight<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AzureDevOpsError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}
