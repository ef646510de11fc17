import type { Touched } from './types.ts';

/** What an always-on process asks its worker for: to read what was touched, and to write what differs. */
export interface ItemsRequest {
  id: number;
  touched: readonly Touched[];
}

/** What became of it. */
export type ItemsReply =
  | { id: number; done: ItemsDone }
  /** Nothing is certain: all of it is to be asked for again. The worker ends. */
  | { id: number; failed: string };

export interface ItemsDone {
  chosen: number;
  /** Distinct entities. */
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  refused: number;
  /** What the next full sync has to settle, by reason. */
  waiting: readonly { reason: string; count: number; examples: readonly string[] }[];
  /** All that was needed was read, and Port answered to every write. */
  isWhole: boolean;
}
