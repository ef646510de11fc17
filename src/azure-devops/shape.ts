/**
 * The check of a value in an answer: a breach in words that go on from the answer's name, or undefined. Presence alone
 * proves little: a member of a wrong type would be noticed only where it is used, after the answer has counted as one.
 */
export type Check = (value: unknown, place: string) => string | undefined;

/** Members by name; a dot leads into an object: `identity.id`. */
export type MemberChecks = Readonly<Record<string, Check>>;

const is =
  (holds: (value: unknown) => boolean, words: string): Check =>
  (value, place) => {
    if (holds(value)) return undefined;
    return value === undefined || value === null ? `has no ${place}` : `has ${words} under ${place}`;
  };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const aText = is((value) => typeof value === 'string' && value !== '', 'no text');
/** The full name of a ref, `refs/heads/main`. */
export const aRef = is(
  (value) => typeof value === 'string' && /^refs\/[^/]+\/.*[^/]$/.test(value),
  'no name of a branch',
);
export const aNumber = is(Number.isSafeInteger, 'no whole number');
/** A whole number, or its digits as text, as the published samples of some areas have it. */
export const aNumberInAnyForm = is(
  (value) => Number.isSafeInteger(value) || (typeof value === 'string' && /^\d{1,15}$/.test(value)),
  'no whole number',
);
export const aFlag = is((value) => typeof value === 'boolean', 'neither true nor false');

/** One word, in any case: what was asked for comes back in what was found. */
export const theWord = (word: string): Check => {
  const wanted = word.toLowerCase();
  return is(
    (value) => typeof value === 'string' && value.toLowerCase() === wanted,
    `another word than "${word}"`,
  );
};

/** The check, or nothing: absent, null or an empty text. */
export const orNone =
  (check: Check): Check =>
  (value, place) =>
    value === undefined || value === null || value === '' ? undefined : check(value, place);

/** The check, or nothing: absent or null. An empty text is none of both. */
export const orAbsent =
  (check: Check): Check =>
  (value, place) =>
    value === undefined || value === null ? undefined : check(value, place);

/** The check, or null: the member must be there. */
export const orNull =
  (check: Check): Check =>
  (value, place) =>
    value === null ? undefined : check(value, place);

export const anObject =
  (checks: MemberChecks = {}): Check =>
  (value, place) =>
    isObject(value) ? breachOf(value, checks, place) : is(isObject, 'no object')(value, place);

/** An object with names that are not known before, and values of one type. */
export const aMapOf =
  (check: Check): Check =>
  (value, place) => {
    if (!isObject(value)) return is(isObject, 'no object')(value, place);
    for (const [name, one] of Object.entries(value)) {
      const breach = check(one, `${place}.${name}`);
      if (breach) return breach;
    }
    return undefined;
  };

export const aListOf =
  (check: Check): Check =>
  (value, place) => {
    if (!Array.isArray(value)) return is(Array.isArray, 'no list')(value, place);
    for (const [position, one] of value.entries()) {
      const breach = check(one, `${place}[${position}]`);
      if (breach) return breach;
    }
    return undefined;
  };

/** A list of objects, each of which has a value of its own under a name: where one comes twice, another may be missing. */
export const aListOfDistinct =
  (name: string, checks: MemberChecks): Check =>
  (value, place) => {
    const breach = aListOf(anObject(checks))(value, place);
    if (breach) return breach;
    const values = (value as unknown[]).map((one) => valueAt(one, name));
    return new Set(values).size < values.length ? `has one of ${place} more than once` : undefined;
  };

/** A list that cannot be empty. */
export const aFilledListOf =
  (check: Check): Check =>
  (value, place) =>
    aListOf(check)(value, place) ??
    (Array.isArray(value) && value.length === 0 ? `has nothing under ${place}` : undefined);

/** The first member that is not as it must be, in words that go on from the object's name: `has no "id"`. */
export function breachOf(
  object: Record<string, unknown>,
  checks: MemberChecks,
  within?: string,
): string | undefined {
  for (const name in checks) {
    const check = checks[name] as Check;
    const breach = check(valueAt(object, name), within === undefined ? `"${name}"` : `${within}.${name}`);
    if (breach) return breach;
  }
  return undefined;
}

/** The value under a dotted name; undefined where a part of the name is missing. */
export const valueAt = (item: unknown, name: string): unknown =>
  name.includes('.') ? name.split('.').reduce(memberOf, item) : memberOf(item, name);

const memberOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
