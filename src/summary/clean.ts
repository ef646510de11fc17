const whitespace = /\s+/g;
const lone = /\p{Surrogate}/gu;
/** Characters that scripts and emoji are made of, and that cannot be seen by themselves. */
export const JOINER = '[\\p{Join_Control}\\p{Variation_Selector}]';
/** Controls, and all that has no width or turns the direction of writing (overrides, tags, fillers). */
export const INVISIBLE = `(?!${JOINER})[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]`;

const invisible = new RegExp(`${INVISIBLE}|\\p{Noncharacter_Code_Point}`, 'gu');
/** Joiners that join nothing, and hide from us what agents look for: the two signs that a command begins with. */
const hiding = new RegExp(`#${JOINER}+`, 'gu');

const codePoint = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/**
 * Text from outside on one line, with nothing in it that cannot be seen: white space becomes a space, controls
 * and overrides their code point, lone surrogates U+FFFD. Cut to `limit` UTF-16 units with an ellipsis.
 */
export const visible = (text: string, limit = 240): string => visibleWithin(text, limit).trim();

/** The same of a piece of a text, whose spaces at the ends keep it apart from its neighbours. */
export const visibleWithin = (text: string, limit: number): string => {
  const kept = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return kept
    .replace(whitespace, ' ')
    .replace(lone, '\ufffd')
    .replace(hiding, '#')
    .replace(invisible, codePoint);
};
