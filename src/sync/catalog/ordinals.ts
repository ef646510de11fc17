/**
 * Ordinals: the position of an item in the order in which lists name things, packed into one number. It reads like a
 * path (organisation, project, item of the project, item below), so that ordinals compare as those paths do.
 */

/** Children per parent whose order is kept, by depth: 2^14 projects, 2^20 items of a project, 2^12 below. */
const CHILDREN = [2 ** 14, 2 ** 20, 2 ** 12];

/** The ordinal of a child. Below the third depth it is that of the parent. */
export function ordinalOf(parent: number, depth: number, position: number): number {
  const children = CHILDREN[depth];
  return children ? parent * children + Math.min(position, children - 1) : parent;
}

/** The organisation that an item of this depth is of, by its position in the run. */
export const organisationOf = (ordinal: number, depth: number): number =>
  Math.floor(ordinal / CHILDREN.slice(0, depth + 1).reduce((product, children) => product * children, 1));
