import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import type { ResourceReport } from '../../../src/report/report.ts';
import type { Product } from '../product.ts';
import type { Wanted } from './resources.ts';
import { type Item, itemsIn, resourcesOf, seedBlueprints } from './whole-items.ts';

export interface Delivered extends Wanted {
  items: Item[];
  report: ResourceReport;
}

/** One build is of a repository that is disabled: "or you may not see it" does not prove that its commit is gone. */
export const COMMIT_NOT_SHOWN = /^Could not read the commit of build \d+: TF401019/;

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
  const unexpected = report.problems.filter(({ message }) => !COMMIT_NOT_SHOWN.test(message));
  if (report.run.failure || unexpected.length > 0)
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
