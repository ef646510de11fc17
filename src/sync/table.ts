/** What the run remembers of every entity of one blueprint: a few numbers each, whatever its size. */

/** A set of mapped fields that one mapping of one resource writes on a blueprint. */
export type Feed = number;

export type Outcome = 'none' | 'unchanged' | 'updated' | 'created' | 'refused';
const OUTCOMES: readonly Outcome[] = ['none', 'unchanged', 'updated', 'created', 'refused'];

/** Flags of a slot. */
const OWNED = 1;
const PRODUCED = 2;
const REFERENCED = 4;

interface FeedColumns {
  /** Fingerprint of what Port holds, as far as is known; NaN when it is not. */
  known: Float64Array;
  /** Position in the source of the item that won, -1 before any. */
  ordinal: Float64Array;
  /** Which acceptance won: tells a superseded record in the spool from the last one. */
  winner: Uint32Array;
  outcome: Uint8Array;
}

export interface EntityTable {
  readonly blueprint: string;
  /** The slot of an identifier, made when new. */
  slot(key: string): number;
  find(key: string): number | undefined;
  readonly size: number;
  owned(slot: number): boolean;
  produced(slot: number): boolean;
  referenced(slot: number): boolean;
  markOwned(slot: number): void;
  markProduced(slot: number): void;
  markReferenced(slot: number): void;
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
  entries(): IterableIterator<[key: string, slot: number]>;
}

export function createTable(blueprint: string): EntityTable {
  const slots = new Map<string, number>();
  let flags = new Uint8Array(16);
  let capacity = flags.length;
  let sequence = 0;
  const feeds = new Map<Feed, FeedColumns>();

  const columns = (feed: Feed): FeedColumns => {
    const known = feeds.get(feed);
    if (known) return known;
    const made = {
      known: new Float64Array(capacity).fill(Number.NaN),
      ordinal: new Float64Array(capacity).fill(-1),
      winner: new Uint32Array(capacity),
      outcome: new Uint8Array(capacity),
    };
    feeds.set(feed, made);
    return made;
  };
  const grow = () => {
    const from = capacity;
    capacity = Math.ceil(capacity * 1.5);
    const larger = <T extends Float64Array | Uint32Array | Uint8Array>(make: (n: number) => T, old: T): T => {
      const next = make(capacity);
      next.set(old);
      return next;
    };
    flags = larger((n) => new Uint8Array(n), flags);
    for (const c of feeds.values()) {
      c.known = larger((n) => new Float64Array(n), c.known).fill(Number.NaN, from);
      c.ordinal = larger((n) => new Float64Array(n), c.ordinal).fill(-1, from);
      c.winner = larger((n) => new Uint32Array(n), c.winner);
      c.outcome = larger((n) => new Uint8Array(n), c.outcome);
    }
  };
  const has = (slot: number, flag: number) => ((flags[slot] ?? 0) & flag) !== 0;
  const set = (slot: number, flag: number) => {
    flags[slot] = (flags[slot] ?? 0) | flag;
  };

  return {
    blueprint,
    slot(key) {
      const known = slots.get(key);
      if (known !== undefined) return known;
      const slot = slots.size;
      if (slot >= capacity) grow();
      slots.set(key, slot);
      return slot;
    },
    find: (key) => slots.get(key),
    get size() {
      return slots.size;
    },
    owned: (slot) => has(slot, OWNED),
    produced: (slot) => has(slot, PRODUCED),
    referenced: (slot) => has(slot, REFERENCED),
    markOwned: (slot) => set(slot, OWNED),
    markProduced: (slot) => set(slot, PRODUCED),
    markReferenced: (slot) => set(slot, REFERENCED),
    known: (feed, slot) => columns(feed).known[slot] ?? Number.NaN,
    setKnown(feed, slot, fingerprint) {
      columns(feed).known[slot] = fingerprint;
    },
    claim(feed, slot, ordinal) {
      const c = columns(feed);
      const before = c.ordinal[slot] ?? -1;
      if (before > ordinal) return undefined;
      c.ordinal[slot] = ordinal;
      sequence = (sequence + 1) >>> 0;
      c.winner[slot] = sequence;
      set(slot, PRODUCED);
      return { sequence, first: before === -1 };
    },
    ordinal: (feed, slot) => columns(feed).ordinal[slot] ?? -1,
    isWinner: (feed, slot, number) => columns(feed).winner[slot] === number,
    outcome: (feed, slot) => OUTCOMES[columns(feed).outcome[slot] ?? 0] ?? 'none',
    setOutcome(feed, slot, outcome) {
      columns(feed).outcome[slot] = OUTCOMES.indexOf(outcome);
    },
    overall(slot) {
      let highest = 0;
      for (const c of feeds.values()) highest = Math.max(highest, c.outcome[slot] ?? 0);
      return OUTCOMES[highest] ?? 'none';
    },
    entries: () => slots.entries(),
  };
}
