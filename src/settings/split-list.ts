import { parseJson } from '../lib/values/json.ts';

/** The entries of a list: `["a", "b"]`, `a, b` or lines. */
export const splitList = (text: string): string[] => {
  const items = parseJsonList(text) ?? text.split(/[,\r\n]/);
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
};

const parseJsonList = (text: string): string[] | undefined => {
  if (!text.startsWith('[')) return undefined;
  try {
    const list: unknown = parseJson(text);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
};
