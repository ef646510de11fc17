import * as z from 'zod/mini';
import { boolean, orElse, positive, text, whole } from '../../lib/values/scalars.ts';

/** Building blocks of selector options. A list of one may be written as its element. */
type Schema = z.ZodMiniType;

/** The parsed form of a kind's options. */
export type OptionsOf<Shape extends Record<string, Schema>> = { [K in keyof Shape]: z.output<Shape[K]> };

const listOf = <Item extends Schema>(item: Item) =>
  z.union([
    z.array(item),
    z.pipe(
      item,
      z.transform((one) => [one]),
    ),
  ]);

export const flag = (byDefault: boolean) => orElse(boolean, byDefault);
export const count = (byDefault: number) => orElse(positive, byDefault);
const texts = listOf(text);

/** A path or a pattern of paths. Git's clients make none that are longer. */
const LONGEST_PATH = 4_096;
export const path = z.pipe(text, z.string().check(z.maxLength(LONGEST_PATH)));
export const paths = listOf(path);

export const textList = () => orElse(texts, []);
export const list = <Item extends Schema>(item: Item) => orElse(z.array(item), []);
export const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  byDefault: Values[number],
) => orElse(z.enum(values), byDefault as z.output<z.ZodMiniEnum<z.util.ToEnum<Values[number]>>>);

/** A list that counts as not given when it is empty: an empty one would ask the service for nothing. */
const filled = <Item extends Schema>(item: Item) =>
  z.pipe(
    listOf(item),
    z.transform((list) => (list.length > 0 ? list : undefined)),
  );

/** Options that have no default. */
export const optional = {
  text: z.nullish(text),
  texts: z.nullish(filled(text)),
  count: z.nullish(positive),
  whole: z.nullish(whole),
  choice: <const Values extends readonly [string, ...string[]]>(values: Values) => z.nullish(z.enum(values)),
  choices: <const Values extends readonly [string, ...string[]]>(values: Values) =>
    z.nullish(filled(z.enum(values))),
};

/** A source's key with the options that change what it reads. */
export function keyOf(name: string, options: Record<string, unknown>): string {
  const given = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return given.length === 0 ? name : name + JSON.stringify(Object.fromEntries(given));
}
