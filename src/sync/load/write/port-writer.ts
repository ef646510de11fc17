import type { Port } from '../../../port/port.ts';
import type { UpsertFlags, UpsertOutcome } from '../../../port/types.ts';
import { type StoredBefore, storedBefore } from './stored-before.ts';
import type { Write } from './write.ts';

/** The outcome of a write. `overtaken`: it was not sent, as somebody has written to the entity since it was read. */
export type WriteOutcome =
  | (UpsertOutcome & Partial<StoredBefore> & { isThere?: boolean })
  | { result: 'overtaken' };

/** A writer of what a sync changes, and a plan only records. */
export interface EntityWriter {
  upsert(blueprint: string, writes: readonly Write[]): Promise<WriteOutcome[]>;
  /**
   * Reads what Port holds of entities that are about to be updated, aligned with them. A plan tells it with its
   * answers.
   */
  before?(blueprint: string, writes: readonly Write[]): Promise<(StoredBefore | undefined)[]>;
  /** Identifiers, of these, that look like this integration's at this moment. */
  ours?(blueprint: string, identifiers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Identifiers, of these, that Port has had since before this time, ms by its clock, whoever owns them. */
  there?(blueprint: string, identifiers: readonly string[], time: number): Promise<ReadonlySet<string>>;
  /** Yields the identifiers deleted. */
  delete(
    blueprint: string,
    identifiers: readonly string[],
    deleteDependents: boolean,
  ): AsyncIterable<string[]>;
}

/** `mask` blacks out secrets. */
export const createPortWriter = (
  port: Port,
  flags: UpsertFlags,
  mask: (text: string) => string,
): EntityWriter => ({
  before: (blueprint, writes) => storedBefore(port, blueprint, writes, mask),
  async ours(blueprint, identifiers) {
    const found = new Set<string>();
    for await (const page of port.searchOwned(blueprint, [], identifiers))
      for (const { identifier } of page) found.add(identifier);
    return found;
  },
  async there(blueprint, identifiers, time) {
    // Port makes no entity then but what is sent.
    if (!flags.createMissingRelatedEntities) return new Set(identifiers);
    const found = new Set<string>();
    for await (const page of port.searchByIdentifier(blueprint, identifiers, ['createdAt']))
      for (const { identifier, createdAt } of page)
        if (Date.parse(createdAt ?? '') < time) found.add(identifier);
    return found;
  },
  upsert: (blueprint, writes) =>
    port.upsert(
      blueprint,
      writes.map((w) => w.body),
      flags,
    ),
  delete: (blueprint, identifiers, deleteDependents) =>
    port.deleteEntities(blueprint, identifiers, deleteDependents),
});
