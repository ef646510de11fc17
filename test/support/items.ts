type Item = Record<string, unknown>;

/** JSON with the members of every object in order: equal items give equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** The items of the first list that the second one lacks, each as often as it is too many. */
const lacking = (items: readonly Item[], others: readonly Item[]): Item[] => {
  const left = new Map<string, number>();
  for (const other of others.map(canonical)) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const text = canonical(item);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
};

/**
 * Differences of two lists of items, whatever their order: how many each has that the other lacks, and the first of
 * these. Gives two equal values where there is no difference.
 */
export const differenceOf = (items: readonly Item[], expected: readonly Item[]) => {
  const [unexpected, missing] = [lacking(items, expected), lacking(expected, items)];
  return {
    found: { count: unexpected.length, first: unexpected[0] },
    expected: { count: missing.length, first: missing[0] },
  };
};
