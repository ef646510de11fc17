import { visible } from '../clean.ts';
import { plain } from '../markdown/escape.ts';

/**
 * References that a host of pull requests finds in code type too, since it reads the text and not the page: mentions by
 * name (`@team`) or by id (`@<guid>`, Azure Repos), work items and issues (`#1`, `GH-1`), pull requests (`!1`, Azure
 * Repos).
 */
const found = /[`|\\@#!<>&$]|\bgh-\d|:\/\/|\bwww\./i;

const gap = '&#8203;';

/** UTF-16 units of a name. */
const LONGEST_NAME = 120;

/** Text from outside in a comment, as plain text that means nothing to the host. */
export const inertText = (text: string, limit = 200): string =>
  plain(text, limit)
    .replace(/!(?=\d)/g, `!${gap}`)
    .replace(/\bgh-(?=\d)/gi, (match) => match + gap);

/** A name from outside in a comment, in code type where that is safe. */
export const inertName = (text: string, limit = LONGEST_NAME): string => {
  const shown = visible(text, limit);
  if (shown === '') return '(empty)';
  return found.test(shown) ? inertText(shown, shown.length) : `\`${shown}\``;
};

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A name from outside inside of HTML, where markdown is not read. */
export const inertHtml = (text: string): string =>
  (visible(text, LONGEST_NAME) || '(empty)')
    .replace(/[&<>"]/g, (sign) => entities[sign] as string)
    .replace(/@|[#!](?=[\d#])|\bgh-(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, (match) => match + gap);
