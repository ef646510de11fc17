/** Percent-encoding undone; a text that was never encoded, or not rightly, stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
