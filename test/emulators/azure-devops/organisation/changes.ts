import { mix } from './derive.ts';

/** A share of all items, drawn by a seed: nothing is listed, each item knows by its key whether it is meant. */
export interface ShareRule {
  /** 0 … 1 */
  share: number;
  seed: number;
  /** All kinds when absent. */
  kinds?: readonly string[];
}

/** What happened to the organisation since it was made. */
export interface Changes {
  /** Grows with every change: what was derived before it is stale. */
  readonly version: number;
  touch(): void;
  change(rule: ShareRule): void;
  remove(rule: ShareRule): void;
  revision(kind: string, key: number, slot: number): number;
  isGone(kind: string, key: number, slot: number): boolean;
  mayRemove(kind: string): boolean;
}

const concerns = (rule: ShareRule, kind: string) => rule.kinds === undefined || rule.kinds.includes(kind);

const drawn = (rule: ShareRule, key: number, slot: number) =>
  mix(key, slot, rule.seed + 0x51ed27) < rule.share * 2 ** 32;

export const createChanges = (): Changes => {
  const changed: ShareRule[] = [];
  const removed: ShareRule[] = [];
  const changes = {
    version: 0,
    touch() {
      changes.version++;
    },
    change(rule: ShareRule) {
      changed.push(rule);
      changes.version++;
    },
    remove(rule: ShareRule) {
      removed.push(rule);
      changes.version++;
    },
    revision: (kind: string, key: number, slot: number) => {
      let revision = 0;
      for (const rule of changed) if (concerns(rule, kind) && drawn(rule, key, slot)) revision++;
      return revision;
    },
    isGone: (kind: string, key: number, slot: number) =>
      removed.some((rule) => concerns(rule, kind) && drawn(rule, key, slot)),
    mayRemove: (kind: string) => removed.some((rule) => concerns(rule, kind)),
  };
  return changes;
};
