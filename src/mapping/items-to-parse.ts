import type { RawItem } from '../kinds/types.ts';
import { errorText } from './jq/engine/messages.ts';
import type { Cell } from './jq/engine/protocol.ts';
import { withDoubleQuotes } from './jq/parse/double-quotes.ts';
import type { ItemOutcome, ItemsToParse } from './types.ts';

export const ITEMS_PLACE = 'port.itemsToParse';

/** The items in an item, or the reason why it was not taken apart. */
export type Parts = { items: RawItem[] } | { skipped: string } | { failed: ItemOutcome };

const PATH = /^(?:\.[\p{L}\p{N}_]+|\.\[[^\]]+\])(?:\.[\p{L}\p{N}_]+|\[[^\]]+\]|\.\[[^\]]+\])*/u;

/**
 * The path of the array in an item, guessed as exporters before this one do: the first plain path among the piped parts
 * of the expression. Undefined when there is none.
 */
export function placeOfArray(expression: string): string | undefined {
  const text = expression.trim();
  const chain = text.startsWith('(') ? /^\((.*?)\)/s.exec(text)?.[1] : text;
  for (const part of chain?.split('|') ?? []) {
    const segment = part.trim();
    if (/^\.\s+as\s+\$\w+/.test(segment) || segment === '.' || segment.startsWith('$')) continue;
    const path = PATH.exec(segment)?.[0];
    if (path) return path;
  }
  return undefined;
}

/** The expressions to evaluate on a raw item: the array, then the item without it. */
export function partsExpressions(itemsToParse: ItemsToParse): string[] {
  const array = withDoubleQuotes(itemsToParse.expression);
  if (!itemsToParse.topLevelTransform) return [array];
  return [array, `del(${placeOfArray(itemsToParse.expression) ?? '.'})`];
}

/** The items made of one raw item, by the results of `partsExpressions`. */
export function partsOf(itemsToParse: ItemsToParse, item: RawItem, [array, rest]: readonly Cell[]): Parts {
  if (array && 'e' in array) {
    const outcome = { field: ITEMS_PLACE, message: errorText(array.e), entities: [] };
    return { failed: { result: 'failed', ...outcome } };
  }
  const elements = array ? array[0] : null;
  if (!Array.isArray(elements)) return { skipped: `${ITEMS_PLACE}: does not give a list.` };
  const base = itemsToParse.topLevelTransform ? objectIn(rest) : item;
  if (!base) {
    return {
      skipped: `${ITEMS_PLACE}: its place in the item is not found. Set itemsToParseTopLevelTransform to false.`,
    };
  }
  return { items: elements.map((element) => ({ ...base, [itemsToParse.name]: element as unknown })) };
}

function objectIn(cell: Cell | undefined): RawItem | undefined {
  const value = Array.isArray(cell) ? (cell[0] as unknown) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RawItem)
    : undefined;
}
