import type { Step } from '../kinds/item-selection.ts';

/** A step by name, where the payload has no id. The id is looked up before anything is read. */
export interface NamedStep {
  readonly list: 'projects' | 'repositories';
  readonly name: string;
}

/** A place that an event says has changed. Nothing else of the item is taken from the event. */
export interface Touched {
  /** The organisation's name, as in paths. */
  readonly organisation: string;
  readonly steps: readonly (Step | NamedStep)[];
  /** Set where the items below it are not meant. */
  readonly alone?: true;
  /** Set where the place is a repository, of which a branch has moved from one commit to another. */
  readonly range?: { readonly ref: string; readonly from: string; readonly to: string };
}

export type EventOutcome =
  /** The event says what changed. */
  | 'taken'
  /** No kind shows such items. */
  | 'ignored'
  /** An event type that this program does not know. */
  | 'unknown'
  /** Something changed, and the event does not say what, as it has few details. */
  | 'without_id'
  /** An organisation that this process does not sync. */
  | 'foreign'
  /** A trial of a subscription, whose ids are made up. */
  | 'test'
  /** No event at all. */
  | 'unreadable';

export interface EventReading {
  /** The event's type, `other` where it is unknown. */
  type: string;
  outcome: EventOutcome;
  touched: readonly Touched[];
}

/** A place within an organisation. */
export type Place = Omit<Touched, 'organisation'>;
