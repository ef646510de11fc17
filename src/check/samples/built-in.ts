import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RawItem } from '../../kinds/types.ts';
import type { Resource } from '../../mapping/types.ts';
import { variantOf } from './variants.ts';

type KindAndOptions = Pick<Resource, 'kind' | 'options'>;

/** The file in the sources and beside the bundle. Nothing but a check reads it. */
const file = () =>
  new URL(import.meta.url.endsWith('.ts') ? './items.ndjson' : './samples.ndjson', import.meta.url);

/** The text that stands in for a file that the mapping includes. */
export const sampleText = '# Sample\n\nThis text stands for a file of the repository.\n';

const withFiles = (item: RawItem, options: Resource['options']): RawItem => {
  const paths = options.includedFiles;
  return Array.isArray(paths) && paths.length > 0
    ? { ...item, __includedFiles: Object.fromEntries(paths.map((path) => [path, sampleText])) }
    : item;
};

/**
 * The built-in sample items of each resource, aligned with them: as its kind reads them with its options. Throws when
 * the file is not there.
 */
export const builtInSamples = async (resources: readonly KindAndOptions[]): Promise<RawItem[][]> => {
  const wanted = new Map(resources.map((resource) => [variantOf(resource), [] as RawItem[]]));
  for await (const line of createInterface({ input: createReadStream(file()) })) {
    const name = /^\{"variant":"([^"]*)"/.exec(line)?.[1] ?? '';
    wanted.get(name)?.push(JSON.parse(line).item);
  }
  return resources.map((resource) =>
    (wanted.get(variantOf(resource)) ?? []).map((item) => withFiles(item, resource.options)),
  );
};
