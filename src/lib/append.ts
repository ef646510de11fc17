/** Adds to a list in place. `push` with a list spread out in its call ends in a stack overflow beyond some 100,000. */
export function append<Item>(list: Item[], more: Iterable<Item>): void {
  for (const item of more) list.push(item);
}
