import type { RawItem } from '../kinds/types.ts';
import type { Files } from './build-entities.ts';
import type { Row } from './jq/engine/rows.ts';
import type { ResourcePlan } from './resource-plan.ts';
import type { MapperOptions } from './types.ts';

/** The files that `file://` properties name, for each item that the selector takes. */
export async function filesOf(
  { files, selector }: ResourcePlan,
  rows: readonly Row[],
  items: readonly RawItem[],
  readFile: MapperOptions['readFile'],
): Promise<(Files | undefined)[] | undefined> {
  if (files.length === 0 || !readFile) return undefined;
  const read = async (item: RawItem, path: string): Promise<[string, string | null | Error]> => {
    try {
      return [path, await readFile(item, path)];
    } catch (error) {
      return [path, error instanceof Error ? error : new Error(String(error))];
    }
  };
  return Promise.all(
    items.map(async (item, index) => {
      const selected = rows[index]?.[selector.slot];
      if (!Array.isArray(selected) || selected[0] !== true) return undefined;
      return new Map(await Promise.all(files.map((path) => read(item, path))));
    }),
  );
}
