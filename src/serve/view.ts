import type { PortReach } from './resyncs/port-watch.ts';
import type { Reason, Resync, RunningResync } from './resyncs/types.ts';

/** What there is to see of an always-on process: on its status page and in its metrics. */
export interface View {
  version: string;
  listener: string;
  identifier: string;
  organisations: readonly string[];
  /** Milliseconds since 1970, as all times here. */
  startedAt: number;
  now: number;
  /** Absent where it does none. */
  resyncs?: ResyncsView;
  /** Absent where it takes none. */
  events?: EventsView;
  /** Absent where it keeps none. */
  hooks?: HooksView;
}

/** The subscriptions of all organisations, by the last check. */
export interface HooksView {
  /** Ours, by their status. */
  states: Readonly<Record<string, number>>;
  wanted: number;
  missing: number;
  /** Why some are missing. */
  reasons?: readonly string[];
  /** The last check that succeeded. */
  checkedAt?: number;
  /** Failed checks since. */
  failures: number;
  failure?: string;
}

export interface EventsView {
  /** By outcome. */
  received: Readonly<Record<string, number>>;
  /** Items that wait to be read. */
  waiting: number;
  /** Of them, when the first was received. */
  oldestAt?: number;
  /** When the last ones were written. */
  appliedAt?: number;
  /** Why they are held up. */
  failure?: string;
  /** Entities, since the start. */
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
}

export interface ResyncsView {
  running?: RunningResync;
  waiting: readonly Reason[];
  /** The newest first, of both kinds. */
  ended: readonly Resync[];
  full: ResyncSeries;
  /** Absent where none is scheduled and none was made. */
  incremental?: ResyncSeries;
  port: PortReach;
}

/** How resyncs of one kind stand. */
export interface ResyncSeries {
  /** Failed ones since the last that was none. */
  failures: number;
  /** The end of the last one that succeeded, with problems or without. */
  succeededAt?: number;
  /** The next one of the schedule. */
  dueAt?: number;
}

/** Ended resyncs of each kind that are kept to be seen. */
export const KEPT_RESYNCS = 20;
