const SEPARATORS = ['/', '-', '_', '.', ' ', ''];
const SEPARATING = /[^\p{L}\p{N}]/gu;

/** Literals that are tried, and characters of each. */
const MOST_LITERALS = 20;
const LONGEST = 200;

/**
 * Names that an expression takes for the same as this one where it does not keep all of a name: one in another folder,
 * with other separators, in the other case, or with a text before or after it that the expression takes away. As many
 * for every name, in the same order; some are the name itself.
 */
export function lookAlikesOf(name: string, literals: readonly string[]): string[] {
  const [first, rest] = [name.slice(0, 1), name.slice(1)];
  const some = literals.filter(({ length }) => length > 0 && length <= LONGEST).slice(0, MOST_LITERALS);
  return [
    `other/${name}`,
    `${name}/other`,
    `${name}.other`,
    name.toLowerCase(),
    name.toUpperCase(),
    ...SEPARATORS.flatMap((one) => [name.replace(SEPARATING, one), `${first}${one}${rest}`]),
    ...SEPARATORS.flatMap((one) => [`${one}${name}`, `${name}${one}`]),
    ...some.flatMap((text) => [text + name, name + text, name.replace(SEPARATING, () => text)]),
  ];
}

/** The texts that stand in expressions, those of patterns without their anchors and escapes. */
export const literalsIn = (expressions: readonly string[]): string[] =>
  expressions.flatMap((expression) =>
    [...expression.replaceAll('\\', '').matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) =>
      (double ?? single ?? '').replaceAll(/[\^$]/g, ''),
    ),
  );
