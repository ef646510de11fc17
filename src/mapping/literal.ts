/** The text of an expression that is a plain string, in either kind of quotes. */
export function literal(expression: string): string | undefined {
  const match = /^\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*$/.exec(expression);
  return match?.[1] ?? match?.[2];
}
