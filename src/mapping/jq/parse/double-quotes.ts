/**
 * Turns single quotes that open or close a string into double quotes, as exporters before this one did and
 * mappings rely on: `.x // ''` becomes valid, `"it's"` stays.
 */
export const withDoubleQuotes = (expression: string): string =>
  expression.replace(/(^|\s)'(?!\s|")|(?<!\s|")'(\s|$)/g, '$1"$2');
