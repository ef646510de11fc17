import { Page } from '../../azure-devops/types.ts';
import {
  type ChosenItem,
  type ChosenLists,
  EACH,
  type ItemSelection,
  keyOfChoice,
  nameOfList,
  OWN_ID,
} from '../../kinds/item-selection.ts';
import { AbsentItem, type Node, PartialItem, type ReadContext, type Source } from '../../kinds/types.ts';
import type { ListPlan } from './read-plan.ts';

/** The items of a list under one parent that a walk reads. */
export type Choice = 'all' | readonly ChosenItem[];

/** An entry of a page; undefined for one that was not chosen, whose place counts. */
type Listed = object | undefined;

/** The choice of a walk for each list: all, or, in a run over single items, what was chosen and what is below that. */
export interface Choices {
  of(list: ListPlan, parent: Node): Choice;
  /** Notes what was chosen of a node. To be called for every node of a list before its children are read. */
  note(list: ListPlan, parent: Node, choice: Choice, node: Node): void;
  /** The nodes without those that are only on the way to others. */
  wantedOf(nodes: Node[]): Node[];
}

interface Covered {
  isWanted: boolean;
  below: 'all' | ChosenLists;
}

const WHOLE: Covered = { isWanted: true, below: 'all' };

/** All of every list. */
const EVERYTHING: Choices = { of: () => 'all', note() {}, wantedOf: (nodes) => nodes };

export function createChoices(selection: ItemSelection | undefined, organisation: string): Choices {
  if (!selection) return EVERYTHING;
  const covered = new WeakMap<Node, Covered>();
  const root: Covered = { isWanted: false, below: selection.get(organisation) ?? new Map() };
  const coveredOf = (node: Node) => covered.get(node) ?? (node.parent ? WHOLE : root);
  return {
    of(list, parent) {
      const { below } = coveredOf(parent);
      if (below === 'all' || isHelper(list.source)) return 'all';
      const chosen = below.get(nameOfList(list.source)) ?? [];
      return chosen.filter((item) => isNeeded(list, item));
    },
    note(list, parent, choice, node) {
      if (choice === 'all') {
        if (isHelper(list.source)) covered.set(node, coveredOf(parent));
        return;
      }
      const found = choicesBy(list.source, choice)(node.item);
      if (found) covered.set(node, found);
    },
    wantedOf: (nodes) => nodes.filter((node) => coveredOf(node).isWanted),
  };
}

/** A list that gives the items of the one above it once more, with what is read for each. */
export const isHelper = (source: Source): boolean =>
  source.under !== undefined && nameOfList(source) === nameOfList(source.under);

/** Whether a resource needs the item, or one of those below it that were chosen. */
function isNeeded(list: ListPlan, { isWanted, below }: ChosenItem): boolean {
  const helpers = list.children.filter(({ source }) => isHelper(source));
  if (isWanted && (list.readers.length > 0 || helpers.length > 0)) return true;
  if (below === 'all') return list.children.length > 0;
  return [list, ...helpers]
    .flatMap(({ children }) => children)
    .some((child) => below.get(nameOfList(child.source))?.some((item) => isNeeded(child, item)));
}

/** Pages of what was chosen of a list, each item where it stands, with an AbsentItem for each that is not there. */
export function chosenPages(
  { source }: ListPlan,
  choice: Choice,
  parent: Node,
  context: ReadContext,
): AsyncIterable<Page<Listed>> {
  if (choice === 'all' || choice.some(({ by }) => by === EACH)) return source.read(parent, context);
  return source.readChosen?.(parent, choice, context) ?? filtered(source, choice, parent, context);
}

async function* filtered(
  source: Source,
  choice: readonly ChosenItem[],
  parent: Node,
  context: ReadContext,
): AsyncGenerator<Page<Listed>> {
  const find = choicesBy(source, choice);
  const left = new Map(
    choice.filter(({ by }) => by === OWN_ID).map(({ id }) => [keyOfChoice(OWN_ID, id), id]),
  );
  const isOpen = choice.some(({ by }) => by !== OWN_ID);
  for await (const page of source.read(parent, context)) {
    yield page.map((listed) => {
      const found = find(listed instanceof PartialItem ? listed.item : listed);
      if (!found) return undefined;
      if (found.by === OWN_ID) left.delete(keyOfChoice(OWN_ID, found.id));
      return listed;
    });
    if (left.size === 0 && !isOpen) return;
  }
  if (left.size > 0)
    yield new Page(
      [...left.values()].map((id) => new AbsentItem({ id }, 'unknown')),
      0,
    );
}

/** The way to an item's own id. */
export const ownIdOf = ({ ids }: Source) =>
  ids?.[OWN_ID] ?? ((item: Record<string, unknown>) => item.id ?? item.descriptor);

/** Finds what an item was chosen as, in each of the ways that it was. Undefined for one that was not. */
export function choicesBy(
  source: Source,
  choice: readonly ChosenItem[],
): (item: Record<string, unknown>) => ChosenItem | undefined {
  const chosen = new Map(choice.map((item) => [keyOfChoice(item.by, item.id), item]));
  const each = choice.find(({ by }) => by === EACH);
  const ids = Object.entries({ [OWN_ID]: ownIdOf(source), ...source.ids });
  return (item) =>
    ids.reduce<ChosenItem | undefined>((found, [by, idOf]) => {
      const id = idOf(item);
      const one =
        typeof id === 'string' || typeof id === 'number' ? chosen.get(keyOfChoice(by, id)) : undefined;
      return one ? bothOf(one, found) : found;
    }, each);
}

/** The choice that covers what two choices of one item cover. The first says what it was chosen by. */
function bothOf(one: ChosenItem, other: ChosenItem | undefined): ChosenItem {
  if (!other) return one;
  return { ...one, isWanted: one.isWanted || other.isWanted, below: belowBoth(one.below, other.below) };
}

function belowBoth(one: ChosenItem['below'], other: ChosenItem['below']): ChosenItem['below'] {
  if (one === 'all' || other === 'all') return 'all';
  const names = new Set([...one.keys(), ...other.keys()]);
  return new Map([...names].map((name) => [name, [...(one.get(name) ?? []), ...(other.get(name) ?? [])]]));
}
