/** A page with the text between `<!-- made: name -->` and `<!-- end -->` made anew. Throws where it has no such part. */
export const madePart = (page: string, name: string, made: string): string => {
  const found = new RegExp(`(<!-- made: ${name} -->\n)[^]*?(\n<!-- end -->)`);
  if (!found.test(page)) throw new Error(`There is no "<!-- made: ${name} -->" with an "<!-- end -->".`);
  return page.replace(found, (_, start, end) => `${start}${made}${end}`);
};
