import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import { kinds } from '../../../src/kinds/registry.ts';
import type { ResourceReport } from '../../../src/report/report.ts';
import type { Product } from '../product.ts';
import type { Wanted } from './resources.ts';

/** A raw item as it stands in Port. */
// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape is what the tests are about.
export type Item = Record<string, any>;

export interface Delivered extends Wanted {
  items: Item[];
  report: ResourceReport;
}

/** What tells a kind's items apart where it is not their id and what they stay under. */
const keys: Record<string, string> = {
  branch: '[.__repository.id, .name]',
  'pull-request': '.pullRequestId',
  file: '[.repo.id, .file.path]',
  folder: '[.__repository.id, .__branch, .path, .__pattern]',
  'advanced-security-alert': '[.__repositoryId, .alertId]',
  member: '[.__teamId, .identity.id]',
  column: '[.__board.id, .id, .__stateType]',
  user: '.id // .descriptor',
  group: '.descriptor',
};

export const keyOf = (kind: string): string => {
  const { id = 'id', under = {} } = kinds.get(kind) ?? {};
  return keys[kind] ?? `[${[id, ...Object.values(under).flat()].map((path) => `.${path}`).join(', ')}]`;
};

const blueprintOf = (index: number) => ({
  identifier: `resource${index}`,
  title: `Resource ${index}`,
  schema: { properties: { item: { type: 'object' } }, required: [] },
  relations: {},
});

/** One build is of a repository that is disabled: "or you may not see it" does not prove that its commit is gone. */
export const COMMIT_NOT_SHOWN = /^Could not read the commit of build \d+: TF401019/;

/** Syncs a mapping that writes each raw item whole into Port, and gives what has arrived there. */
export async function deliveredBy(
  product: Product,
  wanted: readonly Wanted[],
  { excludedTags = [] as string[] } = {},
): Promise<{ delivered: Delivered[]; notes: string[]; warnings: string[] }> {
  product.port.seedBlueprints(wanted.map((_, index) => blueprintOf(index)));
  const resources = wanted.map(({ kind, options }, index) => ({
    kind,
    selector: { query: 'true', ...options },
    port: {
      entity: {
        mappings: {
          identifier: `(${keyOf(kind)}) | tojson | @base64`,
          blueprint: `"resource${index}"`,
          properties: { item: '.' },
        },
      },
    },
  }));
  const { report } = await product.sync({
    mapping: { from: 'inline', text: JSON.stringify({ resources }) },
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
      items: product.port.entities(`resource${index}`).map(({ properties }) => properties.item as Item),
      report: report.resources[index] as ResourceReport,
    })),
    notes: report.notes.map(({ reason }) => reason),
    warnings: report.warnings,
  };
}
