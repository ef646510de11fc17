const whitespace = /\s+/g;
const lone = /\p{Surrogate}/gu;
/** Controls and invisible format characters (bidirectional overrides, tags, soft hyphens), but for the joiners. */
const invisible = /(?!\p{Join_Control})[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}]/gu;

const codePoint = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/**
 * Text from outside on one line, with nothing in it that cannot be seen: white space becomes a space, controls
 * and overrides their code point, lone surrogates U+FFFD. Cut to `limit` UTF-16 units with an ellipsis.
 */
export const visible = (text: string, limit = 240): string => {
  const kept = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return kept.replace(whitespace, ' ').trim().replace(lone, '\ufffd').replace(invisible, codePoint);
};
