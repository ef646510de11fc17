import { createGrowableArray, type GrowableArray } from '../catalog/interner/growable-array.ts';

/** Entities that this run has sent to Port, a byte for each. */
export interface SentSlots {
  mark(blueprint: string, slot: number): void;
  has(blueprint: string, slot: number): boolean;
}

export function createSentSlots(): SentSlots {
  const sent = new Map<string, GrowableArray>();
  return {
    mark(blueprint, slot) {
      const slots = sent.get(blueprint) ?? createGrowableArray(Uint8Array, 0);
      sent.set(blueprint, slots);
      slots.set(slot, 1);
    },
    has: (blueprint, slot) => sent.get(blueprint)?.get(slot) === 1,
  };
}
