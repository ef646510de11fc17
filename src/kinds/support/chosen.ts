import { Page, type Page as PageOf } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/chunks.ts';
import { type ChosenItem, OWN_ID } from '../item-selection.ts';
import { AbsentItem, type RawItem } from '../types.ts';

/** Ids in one address, of ten digits at the most. */
export const IDS_PER_REQUEST = 100;
const NUMBER = /^\d{1,15}$/;

/** The ids of items that were chosen by nothing else. Undefined where some were chosen otherwise. */
export const ownIds = (chosen: readonly ChosenItem[]): string[] | undefined =>
  chosen.every(({ by }) => by === OWN_ID) ? chosen.map(({ id }) => id) : undefined;

/** How a list is asked for some of its items by their numbers. */
export interface NumberedList<Item> {
  /** Those that the user's options let through. */
  selected(ids: readonly number[]): AsyncIterable<PageOf<Item>>;
  /** Whether an item is one of those, where the service is not asked to tell. */
  isSelected?(item: Item): boolean;
  /** All of them, whatever the options. Absent where there are none, or the service is not asked for any. */
  all?: ((ids: readonly number[]) => AsyncIterable<PageOf<Item>>) | undefined;
  /** Those that the service keeps as deleted. Absent where it keeps none. */
  deleted?(ids: readonly number[]): AsyncIterable<PageOf<Item>>;
  idOf?(item: Item): unknown;
  /** An id alone as an item. */
  named?(id: number): RawItem;
}

/** Chosen items by their numbers, and of those that the list does not give, what the service says. */
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
