/**
 * Pages of a wiki and the files that they are kept in: a space of a title is a hyphen of the file's name, and a hyphen
 * and some others are escaped (Microsoft's page "Wiki files and file structure").
 */

const ESCAPED = /[-:<>*?|"]/g;
const ESCAPE = /%(?:2D|3A|3C|3E|2A|3F|7C|22)/gi;

/** The file of a page, below the wiki's folder of its repository. */
export const fileOfPage = (path: string): string =>
  `${path
    .replace(ESCAPED, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(' ', '-')}.md`;

/** The page of a file below the wiki's folder. Undefined for a file that is no page. */
export const pageOfFile = (file: string): string | undefined =>
  file.toLowerCase().endsWith('.md') && file.startsWith('/')
    ? file
        .slice(0, -'.md'.length)
        .replaceAll('-', ' ')
        .replace(ESCAPE, (text) => String.fromCharCode(Number.parseInt(text.slice(1), 16)))
    : undefined;
