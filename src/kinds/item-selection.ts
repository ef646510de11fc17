/** A step of a path: a list, and an item of it. */
export interface Step {
  /** A source's name: `projects`, `repositories`, `pull requests`. */
  readonly list: string;
  /** The item's id in that list: a GUID, `17`, `refs/heads/main`, the path of a file. Absent: each of its items. */
  readonly id?: string | number;
  /** The thing that `id` is the id of, where that is not the item: the `build` of test runs. */
  readonly by?: string;
}

/**
 * A single item by its path, the outermost first.
 * @example { organisation: 'contoso', steps: [{ list: 'projects', id }, { list: 'builds', id: 12 }] }
 */
export interface ItemPath {
  /** The organisation's name, which items have in `__organizationName`. */
  readonly organisation: string;
  readonly steps: readonly Step[];
  /** Set where the items below it are not meant. */
  readonly alone?: true;
}

/** An item that a run over single items covers, or an item on the way to one. */
export interface ChosenItem {
  readonly id: string;
  readonly by: string;
  /** False for an item that is on the way only. */
  readonly isWanted: boolean;
  /** The lists below it that are covered. */
  readonly below: 'all' | ChosenLists;
}

/** Chosen items by the name of their list. Other lists are not read. */
export type ChosenLists = ReadonlyMap<string, readonly ChosenItem[]>;

/** All chosen items of a run, by the name of their organisation. */
export type ItemSelection = ReadonlyMap<string, ChosenLists>;

/** The `by` of an item that is chosen by its own id. */
export const OWN_ID = 'id';
/** The `by` that stands for each item of a list. */
export const EACH = 'each';

/** A chosen item while paths are put together. */
interface Draft {
  id: string;
  by: string;
  isWanted: boolean;
  isWhole: boolean;
  lists: Map<string, Map<string, Draft>>;
}

/** Puts paths together into trees: an item that several of them lead through is read once. */
export function selectItems(paths: readonly ItemPath[]): ItemSelection {
  const organisations = new Map<string, Draft['lists']>();
  for (const { organisation, steps, alone } of paths) {
    if (steps.length === 0) throw new TypeError('a path without a step is no item');
    const roots = organisations.get(organisation) ?? new Map();
    organisations.set(organisation, roots);
    let lists = roots;
    let last: Draft | undefined;
    for (const step of steps) {
      last = draftAt(lists, step);
      lists = last.lists;
    }
    if (!last) continue;
    last.isWanted = true;
    last.isWhole ||= !alone;
  }
  return new Map([...organisations].map(([name, lists]) => [name, chosenIn(lists)]));
}

function draftAt(lists: Draft['lists'], { list, id = '', by: named = OWN_ID }: Step): Draft {
  const by = id === '' ? EACH : named;
  const items = lists.get(list) ?? new Map<string, Draft>();
  lists.set(list, items);
  const key = keyOfChoice(by, id);
  const known = items.get(key) ?? { id: `${id}`, by, isWanted: false, isWhole: false, lists: new Map() };
  items.set(key, known);
  return known;
}

const chosenIn = (lists: Draft['lists']): ChosenLists =>
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

/** A key that is the same for all spellings of an id. Case tells branches apart, and not GUIDs. */
export const keyOfChoice = (by: string, id: string | number): string => {
  const text = `${id}`;
  return `${by}\n${GUID.test(text) ? text.toLowerCase() : text}`;
};

/** The number of items that are wanted, on all levels. */
export const countWanted = (lists: ChosenLists): number =>
  [...lists.values()]
    .flat()
    .reduce(
      (sum, { isWanted, below }) => sum + (isWanted ? 1 : 0) + (below === 'all' ? 0 : countWanted(below)),
      0,
    );

/** The name by which a source's items are chosen: its own, or its key without options. */
export const nameOfList = ({ key, name }: { readonly key: string; readonly name?: string }): string =>
  name ?? key.split('{', 1)[0] ?? key;
