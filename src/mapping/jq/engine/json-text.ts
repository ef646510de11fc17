/**
 * A lone surrogate as JSON.stringify writes one: jq gives up on the whole input for it. Also matches a written
 * `\\\\ud800`.
 */
const loneSurrogate = /\\ud[89a-f]/;

/** JSON that jq reads. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return loneSurrogate.test(text) ? JSON.stringify(wellFormed(value)) : text;
}

/**
 * The value as jq would see it: a lone surrogate is U+FFFD, a number that JSON cannot write is null, -0 is 0,
 * a member without a value is not there.
 * The same object when nothing had to change. `pay` hears of every value and character that is looked at.
 */
export const wellFormed = (value: unknown, pay: Pay = free): unknown =>
  isWellFormed(value, pay) ? value : mended(value);

type Pay = (amount: number) => void;
const free: Pay = () => {};

/** Whether nothing has to change. Nearly every value is so, and this makes nothing. */
function isWellFormed(value: unknown, pay: Pay): boolean {
  pay(1);
  switch (typeof value) {
    case 'string':
      pay(value.length);
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      return Array.isArray(value) ? isListWellFormed(value, pay) : isObjectWellFormed(value, pay);
    default:
      return true;
  }
}

function isListWellFormed(list: readonly unknown[], pay: Pay): boolean {
  for (let at = 0; at < list.length; at += 1) if (!isWellFormed(list[at], pay)) return false;
  return true;
}

function isObjectWellFormed(object: object, pay: Pay): boolean {
  for (const name in object) {
    const value = (object as Record<string, unknown>)[name];
    if (value === undefined || !name.isWellFormed() || !isWellFormed(value, pay)) return false;
  }
  return true;
}

function mended(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? value + 0 : null;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(mended);
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(([name, member]) => [name.toWellFormed(), mended(member)]),
      );
    default:
      return value;
  }
}
