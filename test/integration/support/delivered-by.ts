import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import type { ResourceReport } from '../../../src/report/report.ts';
import type { Product } from '../product.ts';
import type { Wanted } from './resources.ts';
import { type Item, itemsIn, resourcesOf, seedBlueprints } from './whole-items.ts';

export interface Delivered extends Wanted {
  items: Item[];
  report: ResourceReport;
}

/** Syncs a mapping that writes each raw item whole into Port, and gives what has arrived there. */
export async function deliveredBy(
  product: Product,
  wanted: readonly Wanted[],
  { excludedTags = [] as string[] } = {},
): Promise<{ delivered: Delivered[]; notes: string[]; warnings: string[] }> {
  seedBlueprints(product, wanted);
  const { report } = await product.sync({
    mapping: { from: 'inline', text: JSON.stringify({ resources: resourcesOf(wanted) }) },
    initializePortResources: false,
    scope: { ...EVERYTHING, excludedTags },
  });
  if (report.run.failure || report.problems.length > 0)
    throw new Error(
      JSON.stringify([report.problems, report.resources.flatMap((one) => one.incompleteReasons)]),
    );
  return {
    delivered: wanted.map((one, index) => ({
      ...one,
      items: itemsIn(product, index).map(([, item]) => item),
      report: report.resources[index] as ResourceReport,
    })),
    notes: report.notes.map(({ reason }) => reason),
    warnings: report.warnings,
  };
}
