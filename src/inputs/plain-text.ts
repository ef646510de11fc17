/** Markdown without its marks, for a place that shows it as it is. A star in code is one of a pattern, and stays. */
export const plainText = (markdown: string): string =>
  markdown
    .split('`')
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll('*', '')))
    .join('');
