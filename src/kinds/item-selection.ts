/** A step of a path: an item, by the list that it is in. */
export interface Step {
  /** The list as sources name it: `projects`, `repositories`, `pull requests`. */
  readonly list: string;
  /** What the list names the item by: a GUID, `17`, `refs/heads/main`, the path of a file. Absent: each of its items. */
  readonly id?: string | number;
  /** What `id` is the id of, where a list can be asked by another thing's: the `build` of test runs. */
  readonly by?: string;
}

/**
 * A single item by its path, the outermost first.
 * @example { organisation: 'contoso', steps: [{ list: 'projects', id }, { list: 'builds', id: 12 }] }
 */
export interface ItemPath {
  /** By name, as items have it in `__organizationName`. */
  readonly organisation: string;
  readonly steps: readonly Step[];
  /** Without what is below it. */
  readonly alone?: true;
}

/** An item that a run covers, or that is on the way to one. */
export interface ChosenItem {
  readonly id: string;
  readonly by: string;
  /** False for one that is on the way only. */
  readonly isWanted: boolean;
  /** What of the lists below it is covered. */
  readonly below: 'all' | ChosenLists;
}

/** Items by the name of their list. A list that is not in it is not read. */
export type ChosenLists = ReadonlyMap<string, readonly ChosenItem[]>;

/** Single items that a run covers, by the name of their organisation. */
export type ItemSelection = ReadonlyMap<string, ChosenLists>;

/** What an item's own id is the id of, and what stands for each item of a list. */
export const OWN_ID = 'id';
export const EACH = 'each';

interface Branch {
  id: string;
  by: string;
  isWanted: boolean;
  isWhole: boolean;
  lists: Map<string, Map<string, Branch>>;
}

/** Puts paths together: what several of them lead through is read once. */
export function selectItems(paths: readonly ItemPath[]): ItemSelection {
  const organisations = new Map<string, Branch['lists']>();
  for (const { organisation, steps, alone } of paths) {
    if (steps.length === 0) throw new TypeError('a path without a step is no item');
    const roots = organisations.get(organisation) ?? new Map();
    organisations.set(organisation, roots);
    let lists = roots;
    let last: Branch | undefined;
    for (const step of steps) {
      last = branchAt(lists, step);
      lists = last.lists;
    }
    if (!last) continue;
    last.isWanted = true;
    last.isWhole ||= !alone;
  }
  return new Map([...organisations].map(([name, lists]) => [name, chosenIn(lists)]));
}

function branchAt(lists: Branch['lists'], { list, id = '', by: named = OWN_ID }: Step): Branch {
  const by = id === '' ? EACH : named;
  const items = lists.get(list) ?? new Map<string, Branch>();
  lists.set(list, items);
  const key = keyOfChoice(by, id);
  const known = items.get(key) ?? { id: `${id}`, by, isWanted: false, isWhole: false, lists: new Map() };
  items.set(key, known);
  return known;
}

const chosenIn = (lists: Branch['lists']): ChosenLists =>
  new Map(
    [...lists].map(([list, items]) => [
      list,
      [...items.values()].map(({ id, by, isWanted, isWhole, lists: below }) => ({
        id,
        by,
        isWanted,
        below: isWhole ? ('all' as const) : chosenIn(below),
      })),
    ]),
  );

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What two ids of the same thing have in common: the case of a GUID says nothing, that of a branch does. */
export const keyOfChoice = (by: string, id: string | number): string => {
  const text = `${id}`;
  return `${by}\n${GUID.test(text) ? text.toLowerCase() : text}`;
};

/** The wanted items of a selection, those below others included. */
export const countWanted = (lists: ChosenLists): number =>
  [...lists.values()]
    .flat()
    .reduce(
      (sum, { isWanted, below }) => sum + (isWanted ? 1 : 0) + (below === 'all' ? 0 : countWanted(below)),
      0,
    );

/** By what name items of a list are chosen. */
export const nameOfList = ({ key, name }: { readonly key: string; readonly name?: string }): string =>
  name ?? key.split('{', 1)[0] ?? key;
