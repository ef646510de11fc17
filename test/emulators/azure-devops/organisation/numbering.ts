/** Whole numbers that are unique over all parents of an organisation, as build and work item ids are. */
export interface Numbering {
  id(parent: number, slot: number): number;
  /** The parent and slot that a number belongs to; whether there is such an item is another question. */
  locate(id: number): { parent: number; slot: number };
}

/** Room for twice as many parents as there are at the start, so that parents added later number apart. */
export const numbering = (parents: number, first = 1): Numbering => {
  const stride = parents * 2 + 8;
  return {
    id: (parent, slot) => slot * stride + parent + first,
    locate: (id) => ({ parent: (id - first) % stride, slot: Math.floor((id - first) / stride) }),
  };
};
