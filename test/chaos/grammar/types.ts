import type { EmulatedRequest, WireResponse } from '../../emulators/types.ts';

/** One fault of the grammar: what becomes of a right answer. */
export interface Fault {
  /** `404 text, cut`, `an item null`; the same words on every route. */
  name: string;
  /** The class that coverage is counted by. */
  family: Family;
  /** Undefined where this answer cannot have the fault: bytes have no items. */
  change(right: WireResponse, request: EmulatedRequest): WireResponse | undefined;
  /**
   * The answer still says the truth, or nothing that a reader could see: a run may succeed over it. Nothing may be
   * deleted or written wrong all the same.
   */
  truthful?: true;
  /** Told a second time to the same question it leaves no trace. */
  once?: true;
  /** The service does not do what it was asked for. */
  undone?: true;
  /** The question that the service answers in place of the one that it was asked. */
  ask?: (request: EmulatedRequest) => EmulatedRequest;
}

export const families = [
  'status with its own code',
  'status with another code',
  'status without a code',
  'status with text',
  'status with a page',
  'status with nothing',
  'status with the right body',
  'success with something else',
  'bytes cut',
  'bytes in another encoding',
  'page short',
  'page doubled',
  'page in another order',
  'page contradicting itself',
  'page again',
  'list with less, once',
  'parameter not known',
  'items null',
  'items stripped',
  'items of another type',
  'list of another type',
  'entities not named',
] as const;

export type Family = (typeof families)[number];
