import type { Report } from '../../report/report.ts';
import { entityTitle } from '../../report/words/entity-title.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DeletionResult } from './deletion-result.ts';

/** The outcome of the entities of each blueprint, by name. */
export function blueprintReports(
  catalog: Catalog,
  deletions: DeletionResult | undefined,
): Report['blueprints'] {
  return catalog.indexes
    .map((entities) => {
      const { blueprint } = entities;
      const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, none: 0 };
      let owned = 0;
      for (let slot = 0; slot < entities.size; slot++) {
        counts[entities.overallOutcome(slot)] += 1;
        if (entities.owned(slot)) owned += 1;
      }
      const { none: _, ...outcomes } = counts;
      const held = deletions?.held.filter((h) => h.blueprint === blueprint) ?? [];
      const reason = held[0]?.reason;
      const title = entityTitle(catalog.blueprint(blueprint)?.title);
      return {
        blueprint,
        ...(title !== undefined && { title }),
        ...outcomes,
        owned,
        deleted: deletions?.deleted.get(blueprint) ?? 0,
        heldBack: held.length,
        ...(reason && { heldBackReason: reason }),
      };
    })
    .sort((a, b) => (a.blueprint < b.blueprint ? -1 : 1));
}

/** The sums over all blueprints and resources. */
export function totalsOf(report: Report): Report['totals'] {
  const sum = (key: 'created' | 'updated' | 'unchanged' | 'refused' | 'deleted' | 'heldBack') =>
    report.blueprints.reduce((total, b) => total + b[key], 0);
  return {
    created: sum('created'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    refused: sum('refused'),
    deleted: sum('deleted'),
    heldBack: sum('heldBack'),
    rawItems: report.resources.reduce((total, r) => total + r.rawItems, 0),
    unsettled: report.resources.reduce((total, r) => total + r.unsettled, 0),
  };
}
