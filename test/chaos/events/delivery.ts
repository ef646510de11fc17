import type { Clock } from '../../../src/lib/async/clock.ts';
import type { Random } from '../../emulators/kit/random.ts';
import type { Payload } from './event-source.ts';

/** The receiver of an event; undefined where nobody listens. */
export type Receive = (payload: Payload) => Promise<number | undefined>;

/** The service hooks, as bad as they may be: late, doubled, out of order, some lost. */
export interface Delivery {
  send(payload: Payload): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Numbers of events by what happened to them. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface DeliveryOptions {
  clock: Clock;
  random: Random;
  receive: Receive;
}

/** Milliseconds from one attempt to the next, as Microsoft's page of troubleshooting has them. */
const AGAIN_MS = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000);
/** Milliseconds of probation, in which new events are lost. */
const PROBATION_MS = 20 * 60_000;

export function createDelivery({ clock, random, receive }: DeliveryOptions): Delivery {
  const counts: Record<string, number> = {};
  const underway = new Set<Promise<void>>();
  let probationUntil = 0;
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const deliver = async (payload: Payload, ms: number): Promise<void> => {
    await clock.sleep(ms);
    if (clock.now() < probationUntil) return count('event lost: on probation');
    for (const wait of [...AGAIN_MS, undefined]) {
      const status = await receive(payload);
      if (status === 200) return count('event delivered');
      if (status !== undefined && status !== 503) break;
      if (wait === undefined) break;
      count('event sent again');
      await clock.sleep(wait);
    }
    count('event lost: not taken');
    probationUntil = clock.now() + PROBATION_MS;
  };
  const late = (): number => {
    const weather = random.next();
    if (weather < 0.6) return random.integer(0, 3_000);
    return weather < 0.9 ? random.integer(0, 60_000) : random.integer(0, 15 * 60_000);
  };
  const start = (payload: Payload) => {
    const one: Promise<void> = deliver(payload, late()).finally(() => underway.delete(one));
    underway.add(one);
  };
  return {
    counts,
    send(payload) {
      if (random.chance(0.12)) return count('event lost: never sent');
      start(payload);
      if (!random.chance(0.15)) return;
      count('event doubled');
      start(payload);
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}
