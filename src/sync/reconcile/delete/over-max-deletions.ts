import type { Settings } from '../../../settings/types.ts';
import type { Reason } from '../held.ts';

/** The reason why none of so many entities is deleted, where they are more than the user allows. */
export const overMaxDeletions = (
  count: number,
  { maxDeletions }: Pick<Settings, 'maxDeletions'>,
): Reason | undefined =>
  maxDeletions !== undefined && count > maxDeletions
    ? {
        reason: `${count} entities would go, more than maxDeletions allows (${maxDeletions})`,
        remedy: 'Look at a plan; if it is right, raise maxDeletions for one run.',
      }
    : undefined;
