/** Adds items to a list in place. `push(...more)` overflows the stack beyond some 100,000 items. */
export function append<Item>(list: Item[], more: Iterable<Item>): void {
  for (const item of more) list.push(item);
}
