import { createKeys } from './interner/interner.ts';
import { createColumn } from './interner/number-column.ts';

/** What the run remembers of every entity of one blueprint: a few numbers each, whatever its size. */

/** A set of mapped fields that one mapping of one resource writes on a blueprint. */
export type Feed = number;

export type Outcome = 'none' | 'unchanged' | 'updated' | 'created' | 'refused';
const OUTCOMES: readonly Outcome[] = ['none', 'unchanged', 'updated', 'created', 'refused'];

/** Flags of a slot. */
const OWNED = 1;
const PRODUCED = 2;
const REFERENCED = 4;
const LISTED = 8;
const UNCLEAR = 16;
/** Outcomes that were told. */
const TOLD = { created: 32, updated: 64, refused: 128 };
export type Told = keyof typeof TOLD;

const feedColumns = () => ({
  /** Fingerprint of what Port holds, as far as is known; NaN when it is not. */
  known: createColumn(Float64Array, Number.NaN),
  /** Position in the source of the item that won, -1 before any. */
  ordinal: createColumn(Float64Array, -1),
  /** Which acceptance won: tells a superseded record in the spool from the last one. */
  winner: createColumn(Uint32Array, 0),
  outcome: createColumn(Uint8Array, 0),
});

export interface EntityTable {
  readonly blueprint: string;
  /** The slot of an identifier, made when new: they count from 0 on. */
  slot(key: string): number;
  find(key: string): number | undefined;
  identifier(slot: number): string;
  readonly size: number;
  owned(slot: number): boolean;
  produced(slot: number): boolean;
  referenced(slot: number): boolean;
  /** It looks owned, and may be another integration's. */
  unclear(slot: number): boolean;
  /** Its item is in a list of this run, and more of it could not be read. */
  listed(slot: number): boolean;
  markOwned(slot: number): void;
  /** It only looked owned. */
  disown(slot: number): void;
  markUnclear(slot: number): void;
  markProduced(slot: number): void;
  markReferenced(slot: number): void;
  /** Notes that an outcome is told, and whether it had not been before. */
  tell(slot: number, outcome: Told): boolean;
  told(slot: number, outcome: Told): boolean;
  markListed(slot: number): void;
  known(feed: Feed, slot: number): number;
  setKnown(feed: Feed, slot: number, fingerprint: number): void;
  /**
   * An item at this position in its source makes the entity. Returns its sequence number when it wins (nothing
   * later in the source made it yet), undefined when it lost; `first` when no item made it before.
   */
  claim(feed: Feed, slot: number, ordinal: number): { sequence: number; first: boolean } | undefined;
  /** Position in the source of the item that has made it so far, -1 before any. */
  ordinal(feed: Feed, slot: number): number;
  isWinner(feed: Feed, slot: number, sequence: number): boolean;
  outcome(feed: Feed, slot: number): Outcome;
  setOutcome(feed: Feed, slot: number, outcome: Outcome): void;
  /** What became of an entity over all feeds: the worst, then the most, that happened to it. */
  overall(slot: number): Outcome;
}

export function createTable(blueprint: string): EntityTable {
  const keys = createKeys();
  const flags = createColumn(Uint8Array, 0);
  const feeds = new Map<Feed, ReturnType<typeof feedColumns>>();
  let sequence = 0;

  const columns = (feed: Feed) => {
    const known = feeds.get(feed) ?? feedColumns();
    feeds.set(feed, known);
    return known;
  };
  const has = (slot: number, flag: number) => (flags.get(slot) & flag) !== 0;
  const set = (slot: number, flag: number) => flags.set(slot, flags.get(slot) | flag);

  return {
    blueprint,
    slot: keys.add,
    find: keys.find,
    identifier: keys.at,
    get size() {
      return keys.size;
    },
    owned: (slot) => has(slot, OWNED),
    produced: (slot) => has(slot, PRODUCED),
    referenced: (slot) => has(slot, REFERENCED),
    unclear: (slot) => has(slot, UNCLEAR),
    listed: (slot) => has(slot, LISTED),
    markOwned: (slot) => set(slot, OWNED),
    disown: (slot) => flags.set(slot, flags.get(slot) & ~OWNED),
    markUnclear: (slot) => set(slot, UNCLEAR),
    markProduced: (slot) => set(slot, PRODUCED),
    markReferenced: (slot) => set(slot, REFERENCED),
    told: (slot, outcome) => has(slot, TOLD[outcome]),
    tell(slot, outcome) {
      const isNew = !has(slot, TOLD[outcome]);
      set(slot, TOLD[outcome]);
      return isNew;
    },
    markListed: (slot) => set(slot, LISTED),
    known: (feed, slot) => columns(feed).known.get(slot),
    setKnown: (feed, slot, fingerprint) => columns(feed).known.set(slot, fingerprint),
    claim(feed, slot, ordinal) {
      const c = columns(feed);
      const before = c.ordinal.get(slot);
      if (before > ordinal) return undefined;
      c.ordinal.set(slot, ordinal);
      sequence = (sequence + 1) >>> 0;
      c.winner.set(slot, sequence);
      set(slot, PRODUCED);
      return { sequence, first: before === -1 };
    },
    ordinal: (feed, slot) => columns(feed).ordinal.get(slot),
    isWinner: (feed, slot, number) => columns(feed).winner.get(slot) === number,
    outcome: (feed, slot) => OUTCOMES[columns(feed).outcome.get(slot)] ?? 'none',
    setOutcome: (feed, slot, outcome) => columns(feed).outcome.set(slot, OUTCOMES.indexOf(outcome)),
    overall(slot) {
      let worst = 0;
      for (const { outcome } of feeds.values()) worst = Math.max(worst, outcome.get(slot));
      return OUTCOMES[worst] ?? 'none';
    },
  };
}
