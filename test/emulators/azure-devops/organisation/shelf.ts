import type { Changes } from './changes.ts';
import { hashText } from './derive.ts';

/**
 * A list whose items are made when asked for, by their slot. A removed item leaves its slot empty, so that the slots
 * after it, the ids made of them and the tokens of pages under way keep their meaning.
 */
export interface Shelf<T> {
  readonly kind: string;
  /** Derived from the organisation's seed and the list's place in it. */
  readonly key: number;
  /** Slots at the start, before `grow`: what dates are spread over. */
  readonly initial: number;
  /** Slots, the empty ones among them. */
  slots(): number;
  /** Items there are now. */
  size(): number;
  at(slot: number): T | undefined;
  has(slot: number): boolean;
  /** Number of changes of the item. */
  revision(slot: number): number;
  /** Milliseconds: when it was changed last, by a rule or by itself; undefined for one that never was. */
  changedAt(slot: number): number | undefined;
  /** Milliseconds: when it was taken away. */
  goneAt(slot: number): number | undefined;
  /** Slots at the end that `grow` has made, with when. */
  grownAt(slot: number): number | undefined;
  items(): Generator<T>;
  entries(): Generator<[slot: number, item: T]>;
  /** Items that were there and are not any more, as they were. */
  gone(): Generator<T>;
  remove(slot: number): void;
  /** Merged into the item, objects within objects too. */
  update(slot: number, patch: object): void;
  /** More items at the end, made as the others are. */
  grow(count: number): void;
}

export interface ShelfOptions<T> {
  kind: string;
  /** Place of the list: unique among the kind's. */
  place: string;
  seed: number;
  slots: number;
  changes: Changes;
  /** `key` is the list's. */
  make(slot: number, key: number, revision: number, changedAt: number | undefined): T;
  /** False for an item that is gone because something it stands on is. */
  exists?: (slot: number) => boolean;
  /** True for an item that the service does not let go: a share that is removed passes it by. */
  stays?: (slot: number) => boolean;
  /** The item is made once and kept; a change is told to it. For parents, whose own lists must live on. */
  keep?: (item: T, revision: number) => void;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects within are copied first: they may stand in other items too. */
const merge = (target: Record<string, unknown>, patch: object): void => {
  for (const [name, value] of Object.entries(patch)) {
    const present = target[name];
    if (!isObject(value) || !isObject(present)) target[name] = value;
    else {
      const copy = { ...present };
      merge(copy, value);
      target[name] = copy;
    }
  }
};

export const createShelf = <T>(options: ShelfOptions<T>): Shelf<T> => {
  const { kind, place, seed, changes, make, keep, exists, stays } = options;
  const key = hashText(`${kind} ${place}`, seed);
  const removed = new Map<number, number>();
  const patches = new Map<number, object[]>();
  const patchedAt = new Map<number, number>();
  const growths: { from: number; at: number }[] = [];
  const kept = new Map<number, { item: T; revision: number; patches: number }>();
  let slots = options.slots;
  let counted = { version: -1, size: 0 };

  const has = (slot: number) =>
    slot >= 0 &&
    slot < slots &&
    !removed.has(slot) &&
    (stays?.(slot) === true || !changes.isGone(kind, key, slot)) &&
    (exists?.(slot) ?? true);
  const revision = (slot: number) => changes.revision(kind, key, slot);

  const grownAt = (slot: number) => growths.findLast(({ from }) => slot >= from)?.at;
  const changedAt = (slot: number): number | undefined => {
    const times = [changes.changedAt(kind, key, slot), patchedAt.get(slot), grownAt(slot)];
    const known = times.filter((at) => at !== undefined);
    return known.length > 0 ? Math.max(...known) : undefined;
  };

  const keptItem = (slot: number, tell: (item: T, revision: number) => void): T => {
    const [now, patched] = [revision(slot), patches.get(slot) ?? []];
    const entry = kept.get(slot) ?? { item: make(slot, key, 0, grownAt(slot)), revision: 0, patches: 0 };
    if (entry.revision !== now) tell(entry.item, now);
    for (const patch of patched.slice(entry.patches)) merge(entry.item as Record<string, unknown>, patch);
    kept.set(slot, { item: entry.item, revision: now, patches: patched.length });
    return entry.item;
  };

  const madeItem = (slot: number): T => {
    const item = make(slot, key, revision(slot), changedAt(slot));
    for (const patch of patches.get(slot) ?? []) merge(item as Record<string, unknown>, patch);
    return item;
  };

  const at = (slot: number) => {
    if (!has(slot)) return undefined;
    return keep ? keptItem(slot, keep) : madeItem(slot);
  };

  function* entries(): Generator<[number, T]> {
    for (let slot = 0; slot < slots; slot++) {
      const item = at(slot);
      if (item !== undefined) yield [slot, item];
    }
  }

  return {
    kind,
    key,
    initial: options.slots,
    slots: () => slots,
    size() {
      if (counted.version === changes.version) return counted.size;
      let size = slots - removed.size;
      if (exists || changes.mayRemove(kind)) {
        size = 0;
        for (let slot = 0; slot < slots; slot++) if (has(slot)) size++;
      }
      counted = { version: changes.version, size };
      return size;
    },
    at,
    has,
    revision,
    changedAt,
    goneAt: (slot) => removed.get(slot) ?? changes.goneAt(kind, key, slot),
    grownAt,
    entries,
    *items() {
      for (const [, item] of entries()) yield item;
    },
    *gone() {
      for (let slot = 0; slot < slots; slot++)
        if (!has(slot)) yield keep ? keptItem(slot, keep) : madeItem(slot);
    },
    remove(slot) {
      removed.set(slot, changes.time());
      changes.touch();
    },
    update(slot, patch) {
      patches.set(slot, [...(patches.get(slot) ?? []), patch]);
      patchedAt.set(slot, changes.time());
      changes.touch();
    },
    grow(count) {
      growths.push({ from: slots, at: changes.time() });
      slots += count;
      changes.touch();
    },
  };
};
