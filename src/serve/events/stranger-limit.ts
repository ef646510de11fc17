import type { Clock } from '../../lib/async/clock.ts';

/** What is taken in a minute from whoever may send, without credentials. */
export interface StrangerLimit {
  /** Counts one that comes; false where it is to come again later. */
  takes(): boolean;
  /** Counts what is to be understood of it. */
  read(bytes: number): void;
}

const EVENTS = 6_000;
/** An event has some kilobytes. To read megabytes that are made to harm takes the whole process half a second. */
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
