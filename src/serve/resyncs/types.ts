import type { Status } from '../../report/report.ts';

/** A full resync reads everything, an incremental one what changed since the last one. */
export type ResyncKind = 'full' | 'incremental';

/** The reason for a resync. */
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
  /** A change that no event told of, or may have been. */
  | 'catch-up';

const INCREMENTAL: ReadonlySet<Reason> = new Set(['increment', 'catch-up']);

/** One reason for a full resync makes it full: it stands for all others. */
export const kindFor = (reasons: readonly Reason[]): ResyncKind =>
  reasons.every((reason) => INCREMENTAL.has(reason)) ? 'incremental' : 'full';

/** The end of a resync: as its run says, or without a word. */
export type ResyncStatus = Status | 'crashed';

/** A resync that has ended: a run in a process of its own. */
export interface Resync {
  number: number;
  /** The kind that it was. One that was to be incremental may have had to be a full one. */
  kind: ResyncKind;
  reasons: readonly Reason[];
  /** Milliseconds since 1970. */
  startedAt: number;
  finishedAt: number;
  status: ResyncStatus;
  /** The reason why it failed, and what to do. */
  failure?: string;
  /** The code of the failure. */
  code?: string;
  /** The numbers of its summary. Absent where the run left none. */
  summary?: ResyncSummary;
  /** The folder of its summary. */
  directory: string;
}

/** The parts of a run's report that are kept. */
export interface ResyncSummary {
  runId: string;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
  heldBack: number;
  problems: number;
  /** Numbers of requests by service. */
  requests: Record<string, number>;
  waitSeconds: Record<string, number>;
  /** Peak of resident memory. */
  memoryBytes: number;
}

/** A resync at work. */
export interface RunningResync {
  number: number;
  /** The kind that it was begun as. */
  kind: ResyncKind;
  reasons: readonly Reason[];
  startedAt: number;
}

/** A resync that was begun. */
export interface StartedResync {
  /** The end of the resync. Never rejects. */
  done: Promise<Resync>;
  /** Asks it to end tidily. */
  cancel(): void;
}
