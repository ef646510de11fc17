/**
 * Paths of wiki pages and of their files. A space in a title is a hyphen in the file's name; a hyphen and some other
 * characters are escaped (Microsoft's page "Wiki files and file structure").
 */

const ESCAPED = /[-:<>*?|"]/g;
const ESCAPE = /%(?:2D|3A|3C|3E|2A|3F|7C|22)/gi;

/** The file of a page, from the wiki's folder on. */
export const fileOfPage = (path: string): string =>
  `${path
    .replace(ESCAPED, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(' ', '-')}.md`;

/** The page of a file, from the wiki's folder on. Undefined for a file that is no page. */
export const pageOfFile = (file: string): string | undefined =>
  file.toLowerCase().endsWith('.md') && file.startsWith('/')
    ? file
        .slice(0, -'.md'.length)
        .replaceAll('-', ' ')
        .replace(ESCAPE, (text) => String.fromCharCode(Number.parseInt(text.slice(1), 16)))
    : undefined;
