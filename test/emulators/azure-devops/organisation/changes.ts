import { mix } from './derive.ts';

/** A share of all items, drawn by a seed: nothing is listed, each item knows by its key whether it is meant. */
export interface ShareRule {
  /** 0 … 1 */
  share: number;
  seed: number;
  /** All kinds when absent. */
  kinds?: readonly string[];
}

/** Changes of the organisation since it was made. */
export interface Changes {
  /** Grows with every change: what was derived before it is stale. */
  readonly version: number;
  touch(): void;
  change(rule: ShareRule): void;
  remove(rule: ShareRule): void;
  revision(kind: string, key: number, slot: number): number;
  /** Milliseconds: when a rule changed it, or took it away, last. */
  changedAt(kind: string, key: number, slot: number): number | undefined;
  goneAt(kind: string, key: number, slot: number): number | undefined;
  /** The present time, which changes made at this moment have. */
  time(): number;
  isGone(kind: string, key: number, slot: number): boolean;
  mayRemove(kind: string): boolean;
}

const concerns = (rule: ShareRule, kind: string) => rule.kinds === undefined || rule.kinds.includes(kind);

const drawn = (rule: ShareRule, key: number, slot: number) =>
  mix(key, slot, rule.seed + 0x51ed27) < rule.share * 2 ** 32;

/** A rule with the time at which it was made. */
type Dated = ShareRule & { at: number };

/** `time`: milliseconds, the time of a change that is made now. */
export const createChanges = (time: () => number): Changes => {
  const changed: Dated[] = [];
  const removed: Dated[] = [];
  const lastOf = (rules: readonly Dated[], kind: string, key: number, slot: number) =>
    rules.findLast((rule) => concerns(rule, kind) && drawn(rule, key, slot))?.at;
  const changes = {
    version: 0,
    touch() {
      changes.version++;
    },
    change(rule: ShareRule) {
      changed.push({ ...rule, at: time() });
      changes.version++;
    },
    remove(rule: ShareRule) {
      removed.push({ ...rule, at: time() });
      changes.version++;
    },
    revision: (kind: string, key: number, slot: number) => {
      let revision = 0;
      for (const rule of changed) if (concerns(rule, kind) && drawn(rule, key, slot)) revision++;
      return revision;
    },
    changedAt: (kind: string, key: number, slot: number) => lastOf(changed, kind, key, slot),
    goneAt: (kind: string, key: number, slot: number) => lastOf(removed, kind, key, slot),
    time,
    isGone: (kind: string, key: number, slot: number) =>
      removed.some((rule) => concerns(rule, kind) && drawn(rule, key, slot)),
    mayRemove: (kind: string) => removed.some((rule) => concerns(rule, kind)),
  };
  return changes;
};
