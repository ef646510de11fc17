import * as z from 'zod/mini';

/**
 * Scalars of a mapping document in every form in which people, YAML and Port write them: `true`, `'true'`, `yes`,
 * `on`, `1`; `5`, `'5'`. The spellings are those of pydantic 1, by which Port's own exporter reads its mapping.
 */
type Schema = z.ZodMiniType;

/** A text that matches. */
const written = (pattern: RegExp) => z.string().check(z.regex(pattern));

const YES = /^\s*(?:true|yes|on|t|y|1)\s*$/i;
const YES_OR_NO = /^\s*(?:true|false|yes|no|on|off|t|f|y|n|1|0)\s*$/i;

/** True or false. */
export const boolean = z.union([
  z.boolean(),
  z.pipe(
    written(YES_OR_NO),
    z.transform((text) => YES.test(text)),
  ),
  z.pipe(
    z.literal([0, 1]),
    z.transform((digit) => digit === 1),
  ),
]);

const numberIn = (text: string): number => Number(text.replaceAll('_', ''));

/** The largest count: larger numbers are taken for it, since services take no larger. */
const LARGEST = 2 ** 31 - 1;
const countIn = (text: string): number => Math.min(numberIn(text), LARGEST);

/** A whole number from 1. */
export const positive = z.union([
  z.int().check(z.positive()),
  z.pipe(written(/^\s*\+?0*[1-9]\d*(?:_\d+)*\s*$/), z.transform(countIn)),
]);

/** A whole number from 0. */
export const whole = z.union([
  z.int().check(z.nonnegative()),
  z.pipe(written(/^\s*\+?\d+(?:_\d+)*\s*$/), z.transform(countIn)),
]);

const share = z.number().check(z.gte(0), z.lte(1));

/** A number from 0 to 1; true and false are 1 and 0. */
export const fraction = z.union([
  share,
  z.pipe(z.pipe(written(/^\s*\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i), z.transform(numberIn)), share),
  z.pipe(z.boolean(), z.transform(Number)),
]);

/** A text; a number is its digits. */
export const text = z.union([z.string(), z.pipe(z.number(), z.transform(String))]);

/** A value with a default, which also stands for `null`: a key without a value in YAML. */
export const orElse = <Of extends Schema>(schema: Of, byDefault: z.output<Of>) => {
  const set = z.pipe(
    z.nullable(schema),
    z.transform((value): z.output<Of> => (value === null ? byDefault : value) as z.output<Of>),
  );
  return z._default(set, byDefault as never);
};
