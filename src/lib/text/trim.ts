/** The text without any such characters at its end, in linear time (`/x+$/` takes quadratic). */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}

/** The text without any such characters at either end. */
export function withoutSurrounding(text: string, character: string): string {
  let start = 0;
  while (start < text.length && text[start] === character) start += 1;
  return withoutTrailing(text.slice(start), character);
}
