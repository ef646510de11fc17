import * as z from 'zod/mini';

/**
 * What selector options are made of. Mapping files hold scalars in either form (`'true'` and `true`, `'5'` and
 * `5`) and a list of one as its element.
 */
type Schema = z.ZodMiniType;

/** The parsed form of a kind's options. */
export type OptionsOf<Shape extends Record<string, Schema>> = { [K in keyof Shape]: z.output<Shape[K]> };

const written = (pattern: RegExp) => z.string().check(z.regex(pattern));

const boolean = z.union([
  z.boolean(),
  z.pipe(
    written(/^(true|false)$/i),
    z.transform((text) => text.toLowerCase() === 'true'),
  ),
]);

/** A whole number from 1. */
const positive = z.union([z.int().check(z.positive()), z.pipe(written(/^[1-9]\d*$/), z.transform(Number))]);

export const whole = z.union([z.int().check(z.nonnegative()), z.pipe(written(/^\d+$/), z.transform(Number))]);

export const text = z.union([z.string(), z.pipe(z.number(), z.transform(String))]);

const listOf = <Item extends Schema>(item: Item) =>
  z.union([
    z.array(item),
    z.pipe(
      item,
      z.transform((one) => [one]),
    ),
  ]);

export const flag = (byDefault: boolean) => z._default(boolean, byDefault);
export const count = (byDefault: number) => z._default(positive, byDefault);
export const texts = listOf(text);
export const textList = () => z._default(texts, []);
export const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  byDefault: Values[number],
) => z._default(z.enum(values), byDefault as z.output<z.ZodMiniEnum<z.util.ToEnum<Values[number]>>>);

/** A list without elements is none: it would ask the service for nothing, or for what has no name. */
const filled = <Item extends Schema>(item: Item) =>
  z.pipe(
    listOf(item),
    z.transform((list) => (list.length > 0 ? list : undefined)),
  );

/** Not set unless the user does; `null` (a key without a value in YAML) counts as not set. */
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
