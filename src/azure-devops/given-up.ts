import { RetryBudgetError } from '../http/types.ts';
import { AzureDevOpsError } from './types.ts';

/** Whether the service failed for so long that this client asks it nothing any more. */
export const isGivenUp = (error: unknown): error is AzureDevOpsError =>
  error instanceof AzureDevOpsError && error.cause instanceof RetryBudgetError;
