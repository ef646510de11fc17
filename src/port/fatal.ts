import { RetryBudgetError } from '../http/types.ts';
import { PortError } from './port-error.ts';

/** Whether an error means that no further request of this run to Port will succeed. */
export const isFatal = (error: unknown): boolean =>
  error instanceof RetryBudgetError || (error instanceof PortError && error.likelyCause === 'credential');
