import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { FoundSubscription, SubscribedEvent } from '../subscription/types.ts';
import { readSubscriptions } from './read-hooks.ts';

/** The subscriptions of an organisation: as their lists were read last, and as they were written since. */
export interface KnownSubscriptions {
  all(): FoundSubscription[];
  /** The reasons why lists were not read, by type of event. */
  readonly unread: ReadonlyMap<string, string>;
  read(events: readonly SubscribedEvent[]): Promise<void>;
  replace(before: FoundSubscription, now: FoundSubscription): void;
  drop(one: FoundSubscription): void;
}

export const createKnownSubscriptions = (devops: AzureDevOps): KnownSubscriptions => {
  const found = new Map<string, FoundSubscription[]>();
  const unread = new Map<string, string>();
  const without = ({ type, id }: FoundSubscription) => (found.get(type) ?? []).filter((one) => one.id !== id);
  return {
    all: () => [...found.values()].flat(),
    unread,
    async read(events) {
      const lists = await readSubscriptions(devops, events);
      for (const { type } of events) {
        unread.delete(type);
        found.delete(type);
      }
      for (const [type, list] of lists.found) found.set(type, list);
      for (const [type, why] of lists.unread) unread.set(type, why);
    },
    replace: (before, now) => found.set(before.type, [...without(before), now]),
    drop: (one) => found.set(one.type, without(one)),
  };
};
