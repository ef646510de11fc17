import type { Touched } from './types.ts';

/** A request to the worker of an always-on process: read what was touched, and write what differs. */
export interface ItemsRequest {
  id: number;
  touched: readonly Touched[];
}

/** The worker's reply. */
export type ItemsReply =
  | { id: number; done: ItemsDone }
  /** The outcome is not known: all of it has to be asked for again. The worker ends. */
  | { id: number; failed: string };

export interface ItemsDone {
  chosen: number;
  /** Distinct entities. */
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
  /** Entities that the next full sync has to settle, by reason. */
  waiting: readonly { reason: string; count: number; examples: readonly string[] }[];
  /** Whether all that was needed was read, and Port answered to every write. */
  isWhole: boolean;
}
