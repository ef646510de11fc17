import type { Clock } from '../../lib/async/clock.ts';
import type { Port } from '../port.ts';
import { PortError } from '../port-error.ts';
import type { Integration } from '../types.ts';

/** Milliseconds that a mark is good for without renewal, and between renewals. */
export const GOOD_FOR = 300_000;
const RENEWED_EVERY = 90_000;
/** Milliseconds that a renewal under way at the end gets: it must not arrive after the run's last call. */
const LAST_RENEWAL = 300;

/**
 * The mark of a run at work: the integration's resync state `running`, with a lease. Port has no field for a lease, so
 * that `nextResync` holds its end, by Port's own clock, without an interval. Exporters of Port's that run by a schedule
 * set both, others neither (`resync_state_updater`, Ocean 0.48).
 */
export interface Mark {
  /** The begin of its run, ms since 1970. */
  since: number;
  /** The end of the lease by Port's clock, ms since 1970. Undefined where the run does not renew its mark. */
  until?: number;
  /** A text that changes with every renewal. */
  text: string;
}

/** The mark of a run at work, if there is one. One without a start is ignored. */
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
  // A lease longer than any renewal gives is something else's time.
  const foreign = portTime !== undefined && until - portTime > 2 * GOOD_FOR;
  return { since, text, ...(signed && !foreign && { until }) };
};

/**
 * Marks the integration as being worked on, and renews the mark until `letGo`. Throws PortError where Port does not
 * take the mark. A renewal that fails is made up for by the next one. A Port that refuses the lease gets the mark
 * without.
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
  // The renewal rejects when it is over, and for nothing else.
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
