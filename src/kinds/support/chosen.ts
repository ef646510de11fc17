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
  /** Whether the options let an item through, where `selected` does not ask the service for that. */
  isSelected?(item: Item): boolean;
  /** The items whatever the options. Absent where these let all through, or the service cannot be asked so. */
  all?: ((ids: readonly number[]) => AsyncIterable<PageOf<Item>>) | undefined;
  /** The items that the service keeps as deleted. Absent where it keeps none. */
  deleted?(ids: readonly number[]): AsyncIterable<PageOf<Item>>;
  idOf?(item: Item): unknown;
  /** What identifies the item with an id. Unless given: `{ id }`. */
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
  { selected, isSelected, all, deleted, idOf = ({ id }) => id, named = (id) => ({ id }) }: NumberedList<Item>,
): AsyncGenerator<PageOf<Item | AbsentItem>> {
  const left = new Set(ids);
  const take = (item: Item): boolean => left.delete(idOf(item) as number);
  for await (const page of selected(ids))
    yield page
      .filter(take)
      .map((item) => (isSelected && !isSelected(item) ? new AbsentItem(item, 'not selected') : item));
  if (left.size > 0 && all)
    for await (const page of all([...left]))
      yield page.filter(take).map((item) => new AbsentItem(item, 'not selected'));
  if (left.size > 0 && deleted)
    for await (const page of deleted([...left]))
      yield page.filter(take).map((item) => new AbsentItem(item, 'deleted'));
  if (left.size > 0)
    yield new Page(
      [...left].map((id) => new AbsentItem(named(id), 'unknown')),
      0,
    );
}
