/** As long as what secrets are at most, tokens with a signature aside: cut, those are good for nothing. */
const LONGEST_SECRET = 160;

/**
 * The text cut to a length, in characters, where a word ends: secrets are masked later, and half of one would not be
 * recognised. Never leaves half of a surrogate pair.
 */
export const shorten = (text: string, longest: number): string => {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '');
  const word = /[!-~]*$/.exec(kept.slice(-LONGEST_SECRET))?.[0].length ?? 0;
  return `${kept.slice(0, kept.length - word)}…`;
};
