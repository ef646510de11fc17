import type { Clock } from '../../lib/async/clock.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { WaitStats } from '../types.ts';

/** Wall time in which calls stood still, by reason. Waits that overlap are counted once. */
export interface WaitRecorder {
  /** Begins a wait; the function returned ends it. */
  begin(reason: string): () => void;
  stats(): WaitStats[];
}

export function createWaitRecorder(clock: Clock): WaitRecorder {
  const byReason = new Map<string, { count: number; ms: number }>();
  const open = new Set<{ reason: string }>();
  let since = 0;

  /** Adds the time since the last change to the wait that has been open longest. */
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
