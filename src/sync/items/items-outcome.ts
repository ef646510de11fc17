import type { Counters } from '../../report/counters/counters.ts';
import type { Catalog } from '../catalog/catalog.ts';

/** The outcome of a run over single items. */
export interface ItemsOutcome {
  /** Items that were chosen. */
  chosen: number;
  /** Distinct entities by what became of them. */
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  deleted: number;
  /** Entities left to the next full sync, by reason, the most frequent first. */
  waiting: WaitingGroup[];
  /** Whether every list was read as far as it was needed. */
  isRead: boolean;
  /** The error after which Azure DevOps was asked nothing any more: another client is needed. */
  givenUp?: Error;
  /**
   * Whether Port answered to every write and deletion, and none was left out because somebody else wrote last. A refusal
   * is an answer.
   */
  isAnswered: boolean;
  /** Counts by resource, problems, notes and warnings. */
  counters: Counters;
  /** The entities that the run was about, with what became of each. */
  catalog: Catalog;
}

export interface WaitingGroup {
  reason: string;
  count: number;
  /** Names of a few: an item's path, or a blueprint and an identifier. */
  examples: string[];
}

/** Collects what waits for the next full sync. */
export interface Waiting {
  add(reason: string, name: string): void;
  readonly groups: WaitingGroup[];
}

const EXAMPLES = 5;

export function createWaiting(): Waiting {
  const groups = new Map<string, { names: Set<string>; count: number }>();
  return {
    add(reason, name) {
      const group = groups.get(reason) ?? { names: new Set(), count: 0 };
      groups.set(reason, group);
      group.count += 1;
      if (group.names.size < EXAMPLES) group.names.add(name);
    },
    get groups() {
      return [...groups]
        .map(([reason, { names, count }]) => ({ reason, count, examples: [...names] }))
        .sort((a, b) => b.count - a.count);
    },
  };
}
