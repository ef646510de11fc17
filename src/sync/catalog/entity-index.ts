import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { createGrowableArray } from './interner/growable-array.ts';
import { createInterner } from './interner/interner.ts';

/** The position of a MappingTarget in the list of all. */
export type TargetIndex = number;

/** Outcomes of an entity, from the least to the worst. */
export type EntityOutcome = 'none' | 'unchanged' | 'updated' | 'created' | 'refused';
const OUTCOMES: readonly EntityOutcome[] = ['none', 'unchanged', 'updated', 'created', 'refused'];

/**
 * Flags of a slot. All eight bits of its byte are taken: with a ninth flag the array has to be one of Uint16Array.
 * Outcomes have three of their own, as an entity may have been told as created, and as updated later.
 */
const OWNED = 1;
const PRODUCED = 2;
const REFERENCED = 4;
const LISTED = 8;
const UNCLEAR = 16;
const TOLD = { created: 32, updated: 64, refused: 128 };
export type ToldOutcome = keyof typeof TOLD;

/** Numbers of each slot that one mapping target has. */
const targetFields = () => ({
  /** Fingerprint of what Port holds. NaN if that is not known. */
  fingerprint: createGrowableArray(Float64Array, Number.NaN),
  /** Ordinal of the item that won, -1 before any. */
  ordinal: createGrowableArray(Float64Array, -1),
  /** Sequence number of the claim that won. */
  winner: createGrowableArray(Uint32Array, 0),
  /** Position in OUTCOMES. */
  outcome: createGrowableArray(Uint8Array, 0),
});

/**
 * All entities of one blueprint that the run has met, a few numbers each. An entity's slot is its number, counted from
 * 0. Memory per entity does not depend on the entity's size.
 */
export interface EntityIndex {
  readonly blueprint: string;
  /** The slot of an identifier. A new identifier gets the next one. */
  slotOf(key: string): number;
  find(key: string): number | undefined;
  identifier(slot: number): string;
  /** Number of slots. */
  readonly size: number;
  /** Port counts it as this integration's. */
  owned(slot: number): boolean;
  /** An item of this run made it. */
  produced(slot: number): boolean;
  /** An entity that stays relates to it. */
  referenced(slot: number): boolean;
  /** Whether the entity looks owned, and may be another integration's. */
  unclear(slot: number): boolean;
  /** A list of this run names its item, of which a part could not be read. */
  listed(slot: number): boolean;
  markOwned(slot: number): void;
  unmarkOwned(slot: number): void;
  markUnclear(slot: number): void;
  markProduced(slot: number): void;
  /** Marks an entity as related to. `by`: a number of the entity that relates to it. The first one is kept. */
  markReferenced(slot: number, by?: number): void;
  /** The number given by `markReferenced`, if any. */
  referrer(slot: number): number | undefined;
  markListed(slot: number): void;
  told(slot: number, outcome: ToldOutcome): boolean;
  /** Marks an outcome as told. True if it had not been told before. */
  markTold(slot: number, outcome: ToldOutcome): boolean;
  /** Fingerprint of what Port holds of the target's fields. Undefined if that is not known. */
  fingerprint(target: TargetIndex, slot: number): number | undefined;
  setFingerprint(target: TargetIndex, slot: number, fingerprint: number | undefined): void;
  /**
   * Claims the entity for the item with this ordinal. Undefined if an item later in the source has claimed it. `first`
   * if no item had claimed it. `sequence` numbers the claims (modulo 2^32).
   */
  claim(target: TargetIndex, slot: number, ordinal: number): { sequence: number; first: boolean } | undefined;
  /** Ordinal of the item that won so far, -1 before any. */
  ordinal(target: TargetIndex, slot: number): number;
  /** Whether the claim with this sequence number was the last one that won. */
  isWinner(target: TargetIndex, slot: number, sequence: number): boolean;
  outcome(target: TargetIndex, slot: number): EntityOutcome;
  setOutcome(target: TargetIndex, slot: number, outcome: EntityOutcome): void;
  /** The worst outcome over all targets. */
  overallOutcome(slot: number): EntityOutcome;
}

export function createEntityIndex(blueprint: string): EntityIndex {
  const interner = createInterner();
  const flags = createGrowableArray(Uint8Array, 0);
  const referrers = createGrowableArray(Float64Array, -1);
  const { markReferenced, ...methods } = flagMethods(flags.get, flags.set);
  return {
    blueprint,
    slotOf: interner.intern,
    find: interner.lookup,
    identifier: interner.textAt,
    get size() {
      return interner.size;
    },
    ...methods,
    markReferenced(slot, by) {
      markReferenced(slot);
      if (by !== undefined && referrers.get(slot) < 0) referrers.set(slot, by);
    },
    referrer(slot) {
      const by = referrers.get(slot);
      return by < 0 ? undefined : by;
    },
    ...targetMethods((slot) => flags.set(slot, flags.get(slot) | PRODUCED)),
  };
}

function flagMethods(get: (slot: number) => number, set: (slot: number, flags: number) => void) {
  const has = (flag: number) => (slot: number) => (get(slot) & flag) !== 0;
  const mark = (flag: number) => (slot: number) => set(slot, get(slot) | flag);
  return {
    owned: has(OWNED),
    produced: has(PRODUCED),
    referenced: has(REFERENCED),
    unclear: has(UNCLEAR),
    listed: has(LISTED),
    markOwned: mark(OWNED),
    unmarkOwned: (slot: number) => set(slot, get(slot) & ~OWNED),
    markUnclear: mark(UNCLEAR),
    markProduced: mark(PRODUCED),
    markReferenced: mark(REFERENCED),
    markListed: mark(LISTED),
    told: (slot: number, outcome: ToldOutcome) => (get(slot) & TOLD[outcome]) !== 0,
    markTold(slot: number, outcome: ToldOutcome) {
      const isNew = (get(slot) & TOLD[outcome]) === 0;
      set(slot, get(slot) | TOLD[outcome]);
      return isNew;
    },
  };
}

function targetMethods(
  markProduced: (slot: number) => void,
): Pick<
  EntityIndex,
  | 'fingerprint'
  | 'setFingerprint'
  | 'claim'
  | 'ordinal'
  | 'isWinner'
  | 'outcome'
  | 'setOutcome'
  | 'overallOutcome'
> {
  const targets = new Map<TargetIndex, ReturnType<typeof targetFields>>();
  let sequence = 0;
  const fieldsOf = (target: TargetIndex) => getOrCreate(targets, target, targetFields);
  return {
    fingerprint(target, slot) {
      const known = fieldsOf(target).fingerprint.get(slot);
      return Number.isNaN(known) ? undefined : known;
    },
    setFingerprint: (target, slot, fingerprint = Number.NaN) =>
      fieldsOf(target).fingerprint.set(slot, fingerprint),
    claim(target, slot, ordinal) {
      const fields = fieldsOf(target);
      const before = fields.ordinal.get(slot);
      if (before > ordinal) return undefined;
      fields.ordinal.set(slot, ordinal);
      sequence = (sequence + 1) >>> 0;
      fields.winner.set(slot, sequence);
      markProduced(slot);
      return { sequence, first: before === -1 };
    },
    ordinal: (target, slot) => fieldsOf(target).ordinal.get(slot),
    isWinner: (target, slot, number) => fieldsOf(target).winner.get(slot) === number,
    outcome: (target, slot) => OUTCOMES[fieldsOf(target).outcome.get(slot)] ?? 'none',
    setOutcome: (target, slot, outcome) => fieldsOf(target).outcome.set(slot, OUTCOMES.indexOf(outcome)),
    overallOutcome(slot) {
      let worst = 0;
      for (const { outcome } of targets.values()) worst = Math.max(worst, outcome.get(slot));
      return OUTCOMES[worst] ?? 'none';
    },
  };
}
