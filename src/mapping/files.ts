import type { RawItem } from '../kinds/types.ts';
import type { Files } from './assemble.ts';
import type { Row } from './jq/engine.ts';
import type { ResourcePlan } from './plan.ts';
import type { MapperOptions } from './types.ts';

const NONE: Files = new Map();

/** The files that the item's `file://` properties name, if the selector takes the item at all. */
export async function filesOf(
  plan: ResourcePlan,
  row: Row,
  item: RawItem,
  readFile: MapperOptions['readFile'],
): Promise<Files> {
  const selected = row[plan.selector.slot];
  if (plan.files.length === 0 || !readFile || !Array.isArray(selected) || selected[0] !== true) return NONE;
  const read = async (path: string): Promise<[string, string | null | Error]> => {
    try {
      return [path, await readFile(item, path)];
    } catch (error) {
      return [path, error instanceof Error ? error : new Error(String(error))];
    }
  };
  return new Map(await Promise.all(plan.files.map(read)));
}
