import type { Status } from '../../report/report.ts';

/** Everything is read, or what changed since the last resync. */
export type ResyncKind = 'full' | 'incremental';

/** What a resync is started by. */
export type Reason =
  /** The process has started. */
  | 'start'
  | 'schedule'
  /** Somebody asked for it in Port. */
  | 'request'
  /** The mapping in Port is another one. */
  | 'mapping'
  /** The full one before failed. */
  | 'retry'
  /** An incremental one is due. */
  | 'increment'
  /** Something changed that no event could tell of, or none was heard of. */
  | 'catch-up';

const INCREMENTAL: ReadonlySet<Reason> = new Set(['increment', 'catch-up']);

/** One reason for a full resync makes it full: it stands for all others. */
export const kindFor = (reasons: readonly Reason[]): ResyncKind =>
  reasons.every((reason) => INCREMENTAL.has(reason)) ? 'incremental' : 'full';

/** How a resync ended: as its run says, or without a word. */
export type ResyncStatus = Status | 'crashed';

/** A resync that has ended: a run in a process of its own. */
export interface Resync {
  number: number;
  /** What it was: one that was to be incremental may have had to be a full one. */
  kind: ResyncKind;
  reasons: readonly Reason[];
  /** Milliseconds since 1970. */
  startedAt: number;
  finishedAt: number;
  status: ResyncStatus;
  /** Why it failed, and what to do. */
  failure?: string;
  /** The code of the failure. */
  code?: string;
  /** Absent where the run left none. */
  summary?: ResyncSummary;
  /** The folder of its summary. */
  directory: string;
}

/** What is kept of a run's report. */
export interface ResyncSummary {
  runId: string;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
  heldBack: number;
  problems: number;
  /** By service. */
  requests: Record<string, number>;
  waitSeconds: Record<string, number>;
  /** Peak of resident memory. */
  memoryBytes: number;
}

/** A resync at work. */
export interface RunningResync {
  number: number;
  /** What it was begun as. */
  kind: ResyncKind;
  reasons: readonly Reason[];
  startedAt: number;
}

/** A resync that was begun. */
export interface StartedResync {
  /** Never rejects. */
  done: Promise<Resync>;
  /** Asks it to end tidily. */
  cancel(): void;
}
