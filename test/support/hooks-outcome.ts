import type { HooksOutcome } from '../../src/hooks/outcome/hooks-outcome.ts';

/** An organisation whose subscriptions are all there, but for what is changed. */
export const hooksOutcome = (wanted: number, changed: Partial<HooksOutcome> = {}): HooksOutcome => ({
  organisation: 'contoso',
  wanted,
  states: {
    enabled: wanted,
    onProbation: 0,
    disabledByUser: 0,
    disabledBySystem: 0,
    disabledByInactiveIdentity: 0,
    unknown: 0,
  },
  covered: 0,
  foreign: {},
  done: { created: 0, updated: 0, removed: 0, revived: 0 },
  missing: 0,
  reasons: [],
  notOffered: [],
  mayHaveMissed: false,
  ...changed,
});
