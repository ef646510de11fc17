import type { EntityBody, EntityMapping } from '../../mapping/types.ts';
import type { Blueprint, Port, UpsertFlags, UpsertOutcome } from '../../port/types.ts';
import type { FieldChange } from '../../report/report.ts';

/** An entity on its way to Port. */
export interface Write {
  body: EntityBody;
  mapping: EntityMapping;
  /** Undefined where Port has none. */
  blueprint: Blueprint | undefined;
}

/** What a sync writes and a plan only records. */
export interface EntityWriter {
  upsert(
    blueprint: string,
    writes: readonly Write[],
  ): Promise<(UpsertOutcome & { fields?: FieldChange[] })[]>;
  /** Yields the identifiers deleted. */
  delete(
    blueprint: string,
    identifiers: readonly string[],
    deleteDependents: boolean,
  ): AsyncIterable<string[]>;
}

export const createPortWriter = (port: Port, flags: UpsertFlags): EntityWriter => ({
  upsert: (blueprint, writes) =>
    port.upsert(
      blueprint,
      writes.map((w) => w.body),
      flags,
    ),
  delete: (blueprint, identifiers, deleteDependents) =>
    port.deleteEntities(blueprint, identifiers, deleteDependents),
});
