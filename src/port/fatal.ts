import { RetryBudgetError } from '../http/types.ts';
import { PortError } from './types.ts';

/** Port is beyond hope: nothing more will come of asking it again in this run. */
export const isFatal = (error: unknown): boolean =>
  error instanceof RetryBudgetError || (error instanceof PortError && error.likelyCause === 'credential');
