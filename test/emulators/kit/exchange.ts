import type { EmulatedRequest, WireResponse } from '../types.ts';

/** The fate of a request, whichever way it came. */
export interface Delivery {
  /** Milliseconds from the request's arrival to this. The caller waits, for it may give up before. */
  delay: number;
  response: WireResponse;
  /** The connection is reset instead of an answer. */
  reset?: boolean;
  /** The body ends, with the connection, after this share. */
  truncated?: number;
}

export type Exchange = (request: EmulatedRequest) => Promise<Delivery>;
