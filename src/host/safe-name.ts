/**
 * A name that both artifact services take: it may come from a branch, with slashes and whatever else, and must not
 * lead out of a folder.
 */
export const safeName = (name: string): string =>
  name.replace(/["':<>|*?\\/\p{Cc}\p{Cf}\u2028\u2029]/gu, '-').replace(/^\.+$/, '-');
