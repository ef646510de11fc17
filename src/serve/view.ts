import type { PortReach } from './resyncs/port-watch.ts';
import type { Reason, Resync, RunningResync } from './resyncs/types.ts';

/** The state of an always-on process, for its status page and its metrics. */
export interface View {
  version: string;
  listener: string;
  identifier: string;
  organisations: readonly string[];
  /** Milliseconds since 1970, as all times here. */
  startedAt: number;
  now: number;
  /** Resyncs. Absent where the process does none. */
  resyncs?: ResyncsView;
  /** Events. Absent where the process takes none. */
  events?: EventsView;
  /** Subscriptions. Absent where the process keeps none. */
  hooks?: HooksView;
}

/** The subscriptions of all organisations, by the last check. */
export interface HooksView {
  /** Subscriptions of this installation, by status. */
  states: Readonly<Record<string, number>>;
  wanted: number;
  missing: number;
  /** The reasons why some are missing, and what else stays undone. */
  reasons?: readonly string[];
  /** The time of the last check that succeeded. */
  checkedAt?: number;
  /** Checks that failed since. */
  failures: number;
  failure?: string;
}

export interface EventsView {
  /** Events that came, by outcome. */
  received: Readonly<Record<string, number>>;
  /** Items that wait to be read. */
  waiting: number;
  /** The time at which the first of them was received. */
  oldestAt?: number;
  /** The time of the last write. */
  appliedAt?: number;
  /** The reason why they are held up. */
  failure?: string;
  /** Entities since the start, by outcome. */
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
}

export interface ResyncsView {
  running?: RunningResync;
  waiting: readonly Reason[];
  /** Resyncs of both kinds, the newest first. */
  ended: readonly Resync[];
  full: ResyncSeries;
  /** The incremental ones. Absent where none is scheduled and none was made. */
  incremental?: ResyncSeries;
  port: PortReach;
}

/** The state of the resyncs of one kind. */
export interface ResyncSeries {
  /** Failed ones since the last that did not fail. */
  failures: number;
  /** The end of the last one that succeeded, with problems or without. */
  succeededAt?: number;
  /** The time of the next one of the schedule. */
  dueAt?: number;
}

/** Ended resyncs of each kind that are kept to be seen. */
export const KEPT_RESYNCS = 20;
