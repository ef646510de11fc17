import { visible } from '../clean.ts';

/** Breaks what the hosts turn into links and mentions after parsing, where a backslash no longer helps. */
const gap = '&#8203;';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const special = /[\\`*_[\]|~$&<>@#]|:(?=\/\/|[\w+-]+:)|www(?=\.)/gi;

const escaped = (match: string, at: number, whole: string): string => {
  if (entities[match]) return entities[match];
  if (match === '#') return /\d/.test(whole[at + 1] ?? '') ? `\\#${gap}` : '\\#';
  return /[@:w]/i.test(match) ? match + gap : `\\${match}`;
};

/**
 * Text from outside as plain markdown text that reads the same on both hosts and makes nothing: no markup, HTML,
 * link, image, mention, issue reference, emoji, formula, table cell, nor a logging command where it is printed.
 */
export const plain = (text: string, limit?: number): string =>
  (visible(text, limit) || '(empty)')
    .replace(special, escaped)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');

/** A name from outside, in code type where that is safe in a table cell, else as plain text. */
export const code = (text: string, limit = 120): string => {
  const shown = visible(text, limit);
  if (shown === '') return '(empty)';
  return /[`|\\]|##/.test(shown) ? plain(shown, shown.length) : `\`${shown}\``;
};
