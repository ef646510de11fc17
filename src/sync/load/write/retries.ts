import type { PendingEntity } from '../pending-entity.ts';

/** An entity that Port refused, as the target of a relation is not there, or not there yet. */
interface Refused {
  pending: PendingEntity;
  message: string;
}

/** Entities to be tried again, round by round, as long as a round brings their number down. */
export interface Retries {
  add(pending: PendingEntity, message: string): void;
  /** Takes all that wait: those to try again, or, after a round that wrote none, those that stay refused. */
  next(): { again: PendingEntity[]; refused: Refused[] };
}

export function createRetries(): Retries {
  let waiting: Refused[] = [];
  let before = Number.POSITIVE_INFINITY;
  return {
    add(pending, message) {
      waiting.push({ pending, message });
    },
    next() {
      const round = waiting;
      waiting = [];
      if (round.length >= before) return { again: [], refused: round };
      if (round.length > 0) before = round.length;
      return { again: round.map(({ pending }) => pending), refused: [] };
    },
  };
}
