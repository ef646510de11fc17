import type { Clock } from '../lib/clock.ts';
import { type Integration, type Port, PortError } from './types.ts';

/** How long a mark is good for without being renewed, and how often a run renews it. Milliseconds. */
export const GOOD_FOR = 300_000;
const RENEWED_EVERY = 90_000;
/** A renewal under way at the end gets so long: it must not arrive behind the run's last word. */
const LAST_RENEWAL = 300;

/**
 * The mark of a run at work: the integration's state `running`. Port has no field for a sign of life. `nextResync`
 * carries it, as the time (by Port's own clock) until which the mark is good, without an interval: exporters of Port's
 * that run by a schedule give both, others none (`resync_state_updater`, Ocean 0.48).
 */
export interface Mark {
  /** When its run began; milliseconds. */
  since: number;
  /** Good until then by Port's clock; undefined for the mark of a run that does not renew it. */
  until?: number;
  /** Changes with every renewal. */
  text: string;
}

/** The mark of a run at work, if there is one. One without a start is nobody's. */
export const markOf = (
  integration: Integration | undefined,
  portTime: number | undefined,
): Mark | undefined => {
  const state = integration?.resyncState;
  if (state?.status !== 'running') return undefined;
  const since = Date.parse(state.lastResyncStart ?? '');
  if (Number.isNaN(since)) return undefined;
  const text = `${state.lastResyncStart} ${state.nextResync}`;
  const until = Date.parse(state.nextResync ?? '');
  const signed = !Number.isNaN(until) && (state.intervalInMinuets ?? null) === null;
  // What no renewal says: somebody else's time.
  const foreign = portTime !== undefined && until - portTime > 2 * GOOD_FOR;
  return { since, text, ...(signed && !foreign && { until }) };
};

/**
 * Marks the integration as being worked on, and renews the mark until it is let go. Throws where Port does not take it;
 * a renewal that fails is nobody's concern, the next one comes. A Port that refuses the sign of life gets the mark without.
 */
export const holdMark = async (
  port: Port,
  startedAt: string,
  clock: Clock,
): Promise<{ letGo(): Promise<void> }> => {
  const state = { status: 'running', lastResyncStart: startedAt, lastResyncEnd: null } as const;
  const alive = () => ({
    ...state,
    nextResync: new Date((port.time() ?? clock.now()) + GOOD_FOR).toISOString(),
  });
  try {
    await port.resyncState(alive());
  } catch (error) {
    if (!(error instanceof PortError) || !(error.status === 400 || error.status === 422)) throw error;
    await port.resyncState(state);
    return { async letGo() {} };
  }
  const over = new AbortController();
  const late = new AbortController();
  const renew = async () => {
    for (;;) {
      await clock.sleep(RENEWED_EVERY, over.signal);
      await port.resyncState(alive(), { signal: late.signal, background: true }).catch(() => {});
      over.signal.throwIfAborted();
    }
  };
  // It rejects when it is over, and for nothing else.
  const renewing = renew().catch(() => {});
  return {
    async letGo() {
      over.abort();
      const settled = new AbortController();
      const patience = clock.sleep(LAST_RENEWAL, settled.signal).catch(() => {});
      await Promise.race([renewing, patience]);
      settled.abort();
      late.abort();
    },
  };
};
