/**
 * A name that both artifact services take, and that leads out of no folder. It may come from the name of a branch, with
 * slashes and other characters.
 */
export const safeName = (name: string): string =>
  name.replace(/["':<>|*?\\/\p{Cc}\p{Cf}\u2028\u2029]/gu, '-').replace(/^\.+$/, '-');
