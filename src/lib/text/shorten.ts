/** The length of the longest secrets. Tokens with a signature are longer, but good for nothing once they are cut. */
const LONGEST_SECRET = 160;

/**
 * The text cut to a length, in characters, where a word ends: secrets are masked later, and half of one would not be
 * recognised. Never leaves half of a surrogate pair.
 */
export const shorten = (text: string, longest: number): string => {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '');
  let end = kept.length;
  while (end > Math.max(0, kept.length - LONGEST_SECRET) && /[!-~]/.test(kept[end - 1] as string)) end -= 1;
  return `${kept.slice(0, end)}…`;
};

/** Words from outside as a part of a message: on one line, which a log shows as one, and cut to a length. */
export const shortLine = (text: string, longest: number): string =>
  shorten(text, longest).replace(/[\s\u0085]+/g, ' ');
