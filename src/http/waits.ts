import type { Clock } from '../lib/clock.ts';
import { getOrCreate } from '../lib/get-or-create.ts';
import type { WaitStats } from './types.ts';

/** Records why calls stood still, and for how long on the wall clock: what overlaps is counted once. */
export interface WaitRecorder {
  /** Opens a wait; the function returned closes it. */
  begin(reason: string): () => void;
  stats(): WaitStats[];
}

export function createWaitRecorder(clock: Clock): WaitRecorder {
  const byReason = new Map<string, { count: number; ms: number }>();
  const open = new Set<{ reason: string }>();
  let since = 0;

  /** The time passed goes to the wait that has been open longest. */
  const settle = () => {
    const now = clock.now();
    const [first] = open;
    const entry = first && byReason.get(first.reason);
    if (entry) entry.ms += now - since;
    since = now;
  };
  return {
    begin(reason) {
      settle();
      getOrCreate(byReason, reason, () => ({ count: 0, ms: 0 })).count++;
      const wait = { reason };
      open.add(wait);
      return () => {
        settle();
        open.delete(wait);
      };
    },
    stats() {
      settle();
      return [...byReason].map(([reason, { count, ms }]) => ({ reason, count, seconds: ms / 1000 }));
    },
  };
}
