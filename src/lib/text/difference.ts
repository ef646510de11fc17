/**
 * The two sides of a difference, as a person can tell them apart: whole where they are short, else the part that
 * differs.
 */
export interface Difference {
  before: string;
  after: string;
}

/** Characters of a text that is shown whole. */
const WHOLE = 120;
/** Characters shown of what is the same on both sides of the part that differs. */
const AROUND = 24;
/** Characters shown of the part that differs; fewer where they have to be escaped. */
const PART = 100;
const ESCAPED_PART = 16;

/**
 * The difference of two texts, JSON or any other. Parts that cannot be told apart by eye (white space, invisible
 * characters, letters of another script) are escaped as JSON does it. Takes linear time.
 */
export function difference(before: string, after: string): Difference {
  if (before === after) return { before, after };
  const start = sameAtStart(before, after);
  const end = sameAtEnd(before, after, start);
  const shown = (text: string, part: (middle: string) => string) => excerpt(text, start, end, part);
  const plain = { before: shown(before, kept), after: shown(after, kept) };
  if (!lookAlike(plain.before, plain.after)) return plain;
  return { before: shown(before, escaped), after: shown(after, escaped) };
}

/** Length of what both texts begin with, no character and no escape cut in half. */
function sameAtStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  if (isHigh(a.charCodeAt(length - 1))) length -= 1;
  let slashes = 0;
  while (slashes < length && a[length - 1 - slashes] === '\\') slashes += 1;
  return length - (slashes % 2);
}

/** Length of what both texts end with, after the first `start` characters. */
function sameAtEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length += 1;
  return isLow(a.charCodeAt(a.length - length)) ? length - 1 : length;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** The text from a little before its part that differs to a little after it. */
function excerpt(text: string, start: number, end: number, part: (middle: string) => string): string {
  const isWhole = text.length <= WHOLE;
  const from = isWhole ? 0 : Math.max(0, start - AROUND);
  const head = text.slice(isLow(text.charCodeAt(from)) ? from + 1 : from, start);
  const middle = part(text.slice(start, text.length - end));
  const begin = `${from > 0 ? ELLIPSIS : ''}${head}${middle}`;
  if (middle.endsWith(ELLIPSIS)) return begin;
  const to = isWhole ? text.length : Math.min(text.length, text.length - end + AROUND);
  const tail = text.slice(text.length - end, isHigh(text.charCodeAt(to - 1)) ? to - 1 : to);
  return `${begin}${tail}${to < text.length ? ELLIPSIS : ''}`;
}

const ELLIPSIS = '\u2026';

const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, isHigh(text.charCodeAt(most - 1)) ? most - 1 : most);

const kept = (middle: string): string => (middle.length <= PART ? middle : `${cut(middle, PART)}${ELLIPSIS}`);

const escaped = (middle: string): string => {
  const part = cut(middle, ESCAPED_PART).replace(/[^!-~]/g, codeOf);
  return middle.length <= ESCAPED_PART ? part : `${part}${ELLIPSIS}`;
};

const codeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Characters that take no room of their own. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Letters that are drawn like others: of scripts with the forms of Latin ones, and those that Latin has besides. */
const LIKE_LETTERS =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\u0131\u0237\u0250-\u02af\u1d00-\u1d7f]/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;
/** Marks that are drawn like others: dashes, quotes, slashes. */
const LIKE_MARKS = /(?![!-~])[\p{P}\p{Sm}\p{Sk}\p{Lm}]/u;

/** Whether two excerpts may look the same. */
function lookAlike(a: string, b: string): boolean {
  const [one, other] = [drawn(a), drawn(b)];
  return one.length === other.length && one.every((character, at) => isLike(character, other[at] as string));
}

const drawn = (text: string): string[] => [
  ...text.normalize('NFKD').replace(/\s+/g, ' ').replace(UNSEEN, ''),
];

function isLike(a: string, b: string): boolean {
  if (a === b) return true;
  for (const like of [LIKE_LETTERS, LIKE_MARKS])
    if (like.test(a) !== like.test(b)) return isOfSort(like, like.test(a) ? b : a);
  if (LIKE_MARKS.test(a) && LIKE_MARKS.test(b)) return true;
  return LIKE_LETTERS.test(a) && LIKE_LETTERS.test(b) && CYRILLIC.test(a) !== CYRILLIC.test(b);
}

/** Whether a plain character is one that these are drawn like. */
const isOfSort = (like: RegExp, plain: string): boolean =>
  like === LIKE_LETTERS ? /[a-z\d]/i.test(plain) : /[!-/:-@[-`{-~]/.test(plain);
