/** A value of a payload. It is hostile until it has the form of an id. */
export type Fact = unknown;

/** The member at a path, or undefined. */
export const at = (value: Fact, ...names: string[]): Fact =>
  names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NO_ONE = '00000000-0000-0000-0000-000000000000';

export const guidIn = (value: Fact): string | undefined =>
  typeof value === 'string' && GUID.test(value) && value !== NO_ONE ? value.toLowerCase() : undefined;

/** The largest id of the service. It refuses a whole list of ids for one that is larger. */
const LARGEST = 2 ** 31 - 1;

/** A whole number above 0, as a number or a text. */
export const numberIn = (value: Fact): number | undefined => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= LARGEST
    ? number
    : undefined;
};

const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

export const objectIdIn = (value: Fact): string | undefined =>
  typeof value === 'string' && OBJECT_ID.test(value) ? value.toLowerCase() : undefined;

/** Most characters of a path that Git and the service take. */
const LONGEST = 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Git has none of these in the name of a branch.
const NO_BRANCH = /[\u0000- ~^:?*[\\\u007f]|\.\.|\/\/|\/$/;

/** The full name of a branch. */
export const branchIn = (value: Fact): string | undefined =>
  typeof value === 'string' &&
  value.length <= LONGEST &&
  value.startsWith('refs/heads/') &&
  !NO_BRANCH.test(value)
    ? value
    : undefined;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the service has none of these in the name of a project.
const NO_NAME = /[\u0000-\u001f\u007f\\/:*?"<>|]/;

/** The name of a project or repository. `.` and `..` are none: no address can be made of them. */
export const nameIn = (value: Fact): string | undefined =>
  typeof value === 'string' && value.length <= 256 && !NO_NAME.test(value) && !/^\.{0,2}$/.test(value)
    ? value
    : undefined;
