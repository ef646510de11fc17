import { Page, type Page as PageOf } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import { type ChosenItem, OWN_ID } from '../item-selection.ts';
import { AbsentItem, type RawItem } from '../types.ts';

/** Ids in one URL, of ten digits at the most. */
export const IDS_PER_REQUEST = 100;
const NUMBER = /^\d{1,15}$/;

/** The items' own ids. Undefined where some were chosen by something else. */
export const ownIds = (chosen: readonly ChosenItem[]): string[] | undefined =>
  chosen.every(({ by }) => by === OWN_ID) ? chosen.map(({ id }) => id) : undefined;

/** A list that can be asked for some of its items by their numbers. */
export interface NumberedList<Item> {
  /** The items that the user's options let through. */
  selected(ids: readonly number[]): AsyncIterable<PageOf<Item>>;
  /**
   * Whether the options let an item through, where `selected` does not ask the service for that. Undefined where the item
   * does not tell.
   */
  isSelected?(item: Item): boolean | undefined;
  /** Set where `selected` has only the newest of what the options let through. `among`: all of that, by number. */
  newest?: { most: number; among(ids: readonly number[]): AsyncIterable<PageOf<Item>> } | undefined;
  /** The items whatever the options. Absent where these let all through, or the service cannot be asked so. */
  all?: ((ids: readonly number[]) => AsyncIterable<PageOf<Item>>) | undefined;
  /** The items that the service keeps as deleted. Absent where it keeps none. */
  deleted?(ids: readonly number[]): AsyncIterable<PageOf<Item>>;
  idOf?(item: Item): unknown;
  /** The members that identify the item with an id. Unless given: `{ id }`. */
  named?(id: number): RawItem;
}

/** Chosen items by their numbers, and an AbsentItem for each that the list does not have. */
export async function* byNumbers<Item extends RawItem>(
  ids: readonly string[],
  list: NumberedList<Item>,
): AsyncGenerator<PageOf<Item | AbsentItem>> {
  for (const some of chunks(ids.filter((id) => NUMBER.test(id)).map(Number), IDS_PER_REQUEST))
    yield* someByNumbers(some, list);
  const others = ids.filter((id) => !NUMBER.test(id));
  if (others.length > 0)
    yield new Page(
      others.map((id) => new AbsentItem({ id }, 'unknown')),
      0,
    );
}

async function* someByNumbers<Item extends RawItem>(
  ids: readonly number[],
  {
    selected,
    newest,
    all,
    deleted,
    idOf = ({ id }) => id,
    named = (id) => ({ id }),
    ...list
  }: NumberedList<Item>,
): AsyncGenerator<PageOf<Item | AbsentItem>> {
  const left = new Set(ids);
  const take = (item: Item): boolean => left.delete(idOf(item) as number);
  const leftOut = (item: Item) => new AbsentItem(item, 'not selected');
  const unknown = (item: Item) => new AbsentItem(item, 'unknown');
  const isSelected = (item: Item) => (list.isSelected ? list.isSelected(item) : true);
  let listed = 0;
  for await (const page of selected(ids)) {
    listed += page.items.length;
    yield page.filter(take).map((item) => {
      const is = isSelected(item);
      return is ? item : is === undefined ? unknown(item) : leftOut(item);
    });
  }
  if (left.size > 0 && newest) {
    // Newer ones leave it out, and nothing else: a list that may have more lacks it for another reason.
    const isFull = listed >= newest.most;
    for await (const page of newest.among([...left]))
      yield page
        .filter(take)
        .map((item) => (isFull || isSelected(item) === false ? leftOut(item) : unknown(item)));
  }
  if (left.size > 0 && all) for await (const page of all([...left])) yield page.filter(take).map(leftOut);
  if (left.size > 0 && deleted)
    for await (const page of deleted([...left]))
      yield page.filter(take).map((item) => new AbsentItem(item, 'deleted'));
  if (left.size > 0)
    yield new Page(
      [...left].map((id) => new AbsentItem(named(id), 'unknown')),
      0,
    );
}
