import type { Touched } from '../../events/types.ts';

export interface Waiting {
  touched: Touched;
  /** The first event of it that has not been applied; ms since 1970, as all times here. */
  receivedAt: number;
  /** The time before which it is not read. */
  dueAt: number;
  /** Times that it could not be read in full. */
  attempts: number;
  /** The last rejected reading of it. */
  rejected?: Rejected;
}

/** A rejected reading of several places. Nobody knows for which of them. */
export interface Rejected {
  /** Places that were read together. */
  size: number;
  /** Readings that had succeeded by then. */
  applied: number;
  /** Times that the place was read alone and rejected, while readings of others succeeded. */
  alone: number;
}

/** Places that wait, each once, with the ranges of pushes that follow each other as one. */
export interface TouchedSet {
  readonly size: number;
  add(waiting: Waiting): void;
  /** Lets a place wait until then, at the least. */
  postpone(touched: Touched, dueAt: number): void;
  /** Takes out up to `most` that are due, the oldest first. `mostWith`: as many at the most together with this one. */
  takeDue(now: number, most: number, mostWith: (waiting: Waiting) => number): Waiting[];
  /** Takes out one that is due, the oldest, and rather one that was not rejected. */
  takeOne(now: number): Waiting[];
  /** The time at which the next one is due. Undefined where none waits. */
  nextDueAt(): number | undefined;
  oldestAt(): number | undefined;
}

export const createTouchedSet = (): TouchedSet => {
  const all = new Map<string, Waiting>();
  return {
    get size() {
      return all.size;
    },
    add(waiting) {
      const { range } = waiting.touched;
      const place = keyOf(waiting.touched);
      const known = all.get(place);
      const joined = known && range ? join(known.touched, waiting.touched) : waiting.touched;
      // Pushes that do not follow each other wait each for itself.
      const key = joined || !range ? place : JSON.stringify([place, range.from, range.to]);
      const other = all.get(key);
      all.set(key, other ? together(other, waiting, joined ?? waiting.touched) : waiting);
    },
    postpone(touched, dueAt) {
      const known = all.get(keyOf(touched));
      if (known) known.dueAt = Math.max(known.dueAt, dueAt);
    },
    takeDue(now, most, mostWith) {
      const taken: Waiting[] = [];
      let room = most;
      for (const [key, waiting] of all) {
        if (taken.length >= room) break;
        if (waiting.dueAt > now || mostWith(waiting) <= taken.length) continue;
        room = Math.min(room, mostWith(waiting));
        all.delete(key);
        taken.push(waiting);
      }
      return taken;
    },
    takeOne(now) {
      let one: [key: string, waiting: Waiting] | undefined;
      for (const entry of all) {
        if (entry[1].dueAt > now) continue;
        one ??= entry;
        if (entry[1].rejected) continue;
        one = entry;
        break;
      }
      if (!one) return [];
      all.delete(one[0]);
      return [one[1]];
    },
    nextDueAt() {
      let next: number | undefined;
      for (const { dueAt } of all.values()) next = Math.min(next ?? dueAt, dueAt);
      return next;
    },
    oldestAt: () => all.values().next().value?.receivedAt,
  };
};

/** The key of a place, whatever happened there. */
export const keyOf = ({ organisation, steps, alone, range }: Touched): string =>
  JSON.stringify([
    organisation,
    steps.map((step) => ['name' in step ? [step.name] : step.id, step.list, 'by' in step ? step.by : null]),
    alone ?? false,
    range?.ref ?? null,
  ]);

const together = (a: Waiting, b: Waiting, touched: Touched): Waiting => ({
  touched,
  receivedAt: Math.min(a.receivedAt, b.receivedAt),
  dueAt: Math.max(a.dueAt, b.dueAt),
  attempts: Math.max(a.attempts, b.attempts),
  ...((a.rejected ?? b.rejected) && { rejected: (a.rejected ?? b.rejected) as Rejected }),
});

/** One range of two that follow each other, in whatever order they came. Undefined where they do not. */
const join = (a: Touched, b: Touched): Touched | undefined => {
  if (!a.range || !b.range) return b;
  const { from, to } = b.range;
  if (a.range.to === from) return { ...a, range: { ...a.range, to } };
  if (a.range.from === to) return { ...a, range: { ...a.range, from } };
  return a.range.from === from && a.range.to === to ? a : undefined;
};
