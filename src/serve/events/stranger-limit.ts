import type { Clock } from '../../lib/async/clock.ts';

/** The limit of a minute for events without credentials. */
export interface StrangerLimit {
  /** Counts an event. False where it is to come again later. */
  takes(): boolean;
  /** Counts the bytes that are to be parsed. */
  read(bytes: number): void;
}

const EVENTS = 6_000;
/**
 * Bytes of a minute. An event has some kilobytes. Megabytes that are made to harm take the process half a second to
 * parse.
 */
const BYTES = 32 * 2 ** 20;

export const createStrangerLimit = ({ now }: Pick<Clock, 'now'>): StrangerLimit => {
  let minute = { number: 0, events: 0, bytes: 0 };
  const current = () => {
    const number = Math.floor(now() / 60_000);
    if (number !== minute.number) minute = { number, events: 0, bytes: 0 };
    return minute;
  };
  return {
    takes() {
      const at = current();
      at.events += 1;
      return at.events <= EVENTS && at.bytes < BYTES;
    },
    read(bytes) {
      current().bytes += bytes;
    },
  };
};
