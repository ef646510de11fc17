import type { Step } from '../kinds/item-selection.ts';

/** A step by what a payload calls it, where it has no id of it: the id is looked up before anything is read. */
export interface NamedStep {
  readonly list: 'projects' | 'repositories';
  readonly name: string;
}

/** What an event says has changed: the place of an item, and nothing of the item itself. */
export interface Touched {
  /** By name, as in paths. */
  readonly organisation: string;
  readonly steps: readonly (Step | NamedStep)[];
  /** Without what is below it. */
  readonly alone?: true;
  /** The place is a repository: what changed there from one commit to another on a branch. */
  readonly range?: { readonly ref: string; readonly from: string; readonly to: string };
}

export type EventOutcome =
  /** It says what changed. */
  | 'taken'
  /** Nothing of it is in any kind. */
  | 'ignored'
  /** An event type that this program does not know. */
  | 'unknown'
  /** Something changed, and it does not say what: events with few details. */
  | 'without_id'
  /** Of an organisation that is not one of this process. */
  | 'foreign'
  /** A trial of a subscription, whose ids are made up. */
  | 'test'
  /** No event at all. */
  | 'unreadable';

export interface EventReading {
  /** As the event says; `other` where it is none that is known. */
  type: string;
  outcome: EventOutcome;
  touched: readonly Touched[];
}

/** Places without their organisation. */
export type Place = Omit<Touched, 'organisation'>;
