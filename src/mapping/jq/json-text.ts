/** As JSON.stringify writes one; jq gives up on the whole input for it. Also matches a written `\\\\ud800`. */
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
export function wellFormed(value: unknown, pay: Pay = free): unknown {
  pay(1);
  switch (typeof value) {
    case 'string':
      pay(value.length);
      return value.isWellFormed() ? value : value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? value + 0 : null;
    case 'object':
      return value === null
        ? null
        : Array.isArray(value)
          ? wellFormedList(value, pay)
          : wellFormedObject(value, pay);
    default:
      return value;
  }
}

type Pay = (amount: number) => void;
const free: Pay = () => {};

function wellFormedList(list: readonly unknown[], pay: Pay): readonly unknown[] {
  const changed = list.map((value) => wellFormed(value, pay));
  return changed.every((value, index) => Object.is(value, list[index])) ? list : changed;
}

function wellFormedObject(object: object, pay: Pay): object {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  let same = entries.length === Object.keys(object).length;
  for (const entry of entries) {
    const [key, value] = entry;
    entry[0] = key.toWellFormed();
    entry[1] = wellFormed(value, pay);
    same &&= Object.is(entry[1], value) && entry[0] === key;
  }
  return same ? object : Object.fromEntries(entries);
}
