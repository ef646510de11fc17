import type { EntityBody } from '../../mapping/types.ts';
import { isObject } from '../answers.ts';
import type { Blueprint } from '../types.ts';

/** The end of a text that was cut: always the same, so that the same text gives the same value. */
export const CUT_MARK = '\n\n[… cut here: longer than Port takes]';

/** An entity whose longest texts were cut, with the names of their fields: `properties.readme`. */
export interface Fitted {
  body: EntityBody;
  cut: string[];
}

/** Bytes of JSON that a text keeps at least. */
const SHORTEST = 1000;
/** Bytes of JSON that a code unit takes at the most: `\u001f`. */
const MOST_PER_UNIT = 6;
/** The longest number, brackets or word, with a comma. */
const MOST_PER_SCALAR = 25;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Whether a value may take more than `limit` bytes of JSON: a quick upper bound, without making the JSON. */
export const mayExceed = (value: unknown, limit: number): boolean => leftOf(limit, value) < 0;

/** The least that is left of some bytes when a value is written. Below zero: they are used up. */
function leftOf(bytes: number, value: unknown): number {
  if (typeof value === 'string') return bytes - MOST_PER_UNIT * value.length - 3;
  let left = bytes - MOST_PER_SCALAR;
  if (typeof value !== 'object' || value === null) return left;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1) left = leftOf(left, value[at]);
    return left;
  }
  for (const name in value) {
    if (left < 0) return left;
    left = leftOf(left - MOST_PER_UNIT * name.length - 4, (value as Record<string, unknown>)[name]);
  }
  return left;
}

/**
 * The body with its longest texts cut, until it takes no more than `limit` bytes of JSON or nothing more can be cut.
 * Undefined where it fits as it is. Texts of a form (addresses, times, one of a list) are not cut.
 */
export const fit = (body: EntityBody, limit: number, blueprint?: Blueprint): Fitted | undefined => {
  let excess = bytesOf(body) - limit;
  if (excess <= 0) return undefined;
  const fitted: Fitted = { body: structuredClone(body), cut: [] };
  const texts = textsOf(fitted.body, blueprint).sort((a, b) => b.bytes - a.bytes);
  for (const { place, text, bytes, replace } of texts) {
    const mark = bytesOf(CUT_MARK) - 2;
    if (excess <= 0 || bytes <= SHORTEST + mark) break;
    const kept = begin(text, Math.max(SHORTEST, bytes - excess - mark - 2));
    replace(kept + CUT_MARK);
    excess -= bytes - bytesOf(kept + CUT_MARK);
    fitted.cut.push(place);
  }
  return fitted;
};

interface Text {
  place: string;
  text: string;
  /** Bytes of its JSON. */
  bytes: number;
  replace(text: string): void;
}

/** The texts of a body that may be cut. */
const textsOf = (body: EntityBody, blueprint: Blueprint | undefined): Text[] => {
  const texts: Text[] = [];
  const visit = (parent: Record<string, unknown>, key: string, place: string): void => {
    const value = parent[key];
    if (typeof value === 'string' && value.length * MOST_PER_UNIT > SHORTEST)
      texts.push({
        place,
        text: value,
        bytes: bytesOf(value),
        replace: (text) => {
          parent[key] = text;
        },
      });
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.keys(value)) visit(value as Record<string, unknown>, inner, place);
  };
  const properties = (body.properties ?? {}) as Record<string, unknown>;
  for (const name of Object.keys(properties))
    if (mayBeCut(blueprint?.schema?.properties?.[name])) visit(properties, name, `properties.${name}`);
  visit(body as unknown as Record<string, unknown>, 'title', 'title');
  return texts;
};

const FREE_FORMATS = new Set<unknown>([undefined, 'markdown', 'yaml', 'proto']);

const mayBeCut = (definition: unknown): boolean =>
  !isObject(definition) ||
  (FREE_FORMATS.has(definition.format) && definition.enum === undefined && definition.pattern === undefined);

/** The longest beginning of a text that takes at most `bytes` bytes of JSON; no half of a surrogate pair. */
const begin = (text: string, bytes: number): string => {
  let left = bytes;
  let at = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) as number;
    left -= bytesInJson(point);
    if (left < 0) break;
    at += point > 0xffff ? 2 : 1;
  }
  return text.slice(0, at);
};

const bytesInJson = (point: number): number => {
  if (point < 0x20) return [8, 9, 10, 12, 13].includes(point) ? 2 : 6;
  if (point === 0x22 || point === 0x5c) return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  if (point >= 0xd800 && point <= 0xdfff) return 6;
  return point > 0xffff ? 4 : 3;
};
