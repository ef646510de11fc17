import { KEPT_RESYNCS, type ResyncSeries } from '../view.ts';
import type { Resync, ResyncKind, ResyncStatus } from './types.ts';

/** Resyncs that have ended, as far as they are kept. */
export interface History {
  /** Resyncs of both kinds, the newest first. */
  readonly ended: readonly Resync[];
  readonly full: Readonly<ResyncSeries>;
  readonly incremental: Readonly<ResyncSeries>;
  /** Returns what is not kept any more. */
  add(resync: Resync): Resync[];
}

export const createHistory = (): History => {
  const series: Record<ResyncKind, ResyncSeries> = { full: { failures: 0 }, incremental: { failures: 0 } };
  let ended: Resync[] = [];
  return {
    get ended() {
      return ended;
    },
    full: series.full,
    incremental: series.incremental,
    add(resync) {
      const own = series[resync.kind];
      own.failures = isFailed(resync) ? own.failures + 1 : 0;
      if (SUCCEEDED.has(resync.status)) {
        own.succeededAt = resync.finishedAt;
        // A full one has read all that an incremental one would have.
        if (resync.kind === 'full') series.incremental.failures = 0;
      }
      const kept = { full: 0, incremental: 0 };
      const all = [resync, ...ended];
      ended = all.filter(({ kind }) => {
        kept[kind] += 1;
        return kept[kind] <= KEPT_RESYNCS;
      });
      return all.filter((one) => !ended.includes(one));
    },
  };
};

const SUCCEEDED: ReadonlySet<ResyncStatus> = new Set(['succeeded', 'problems']);
const FAILED: ReadonlySet<ResyncStatus> = new Set(['failed', 'crashed', 'skipped']);

export const isFailed = ({ status }: Resync): boolean => FAILED.has(status);
