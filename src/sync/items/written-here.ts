import { PORT_PRECISION_MS } from '../../port/port.ts';

/** Entities that this process has written. Its own writes are not to be taken for somebody else's. */
export interface WrittenHere {
  /** Notes a write. `time`: when Port had answered, ms by Port's clock. */
  note(blueprint: string, identifier: string, time: number): void;
  /** Whether what Port says of the last write may be this process' own. */
  isOwn(blueprint: string, identifier: string, updatedAt: string | undefined): boolean;
}

/** Entities that are remembered, the last written ones. */
const KEPT = 20_000;

export function createWrittenHere(): WrittenHere {
  const times = new Map<string, number>();
  const keyOf = (blueprint: string, identifier: string) => JSON.stringify([blueprint, identifier]);
  return {
    note(blueprint, identifier, time) {
      const key = keyOf(blueprint, identifier);
      times.delete(key);
      times.set(key, time);
      if (times.size > KEPT) times.delete(times.keys().next().value ?? '');
    },
    isOwn(blueprint, identifier, updatedAt) {
      const time = times.get(keyOf(blueprint, identifier));
      return time !== undefined && Date.parse(updatedAt ?? '') <= time + PORT_PRECISION_MS;
    },
  };
}
