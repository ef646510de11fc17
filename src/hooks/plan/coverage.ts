import { isSameAddress } from '../subscription/found-subscription.ts';
import { keyOf, keyOfFound } from '../subscription/subscription-key.ts';
import type {
  FoundSubscription,
  HookTarget,
  SubscribedEvent,
  WantedSubscription,
} from '../subscription/types.ts';

/** Finds the subscription of somebody else that stands for a wanted one: one of its project, or of the organisation. */
export const coverage = (others: readonly FoundSubscription[], target: HookTarget) => {
  const working = new Map<string, FoundSubscription>();
  for (const one of others)
    if (isSameAddress(one.url, target.url) && one.status === 'enabled' && one.filters.length === 0)
      if (bringsCredentials(one, target)) working.set(`${keyOfFound(one)} ${one.details}`, one);
  return (wanted: WantedSubscription): FoundSubscription | undefined => {
    const { event } = wanted;
    for (const key of [keyOf(wanted), keyOf({ event })])
      for (const details of sufficient(event)) {
        const one = working.get(`${key} ${details}`);
        if (one) return one;
      }
    return undefined;
  };
};

const sufficient = ({ details }: SubscribedEvent): readonly string[] =>
  details === 'all' ? ['all'] : ['all', 'minimal'];

/** Whether its events are taken here, as far as can be seen. Nobody sees its password. */
const bringsCredentials = ({ username, hasPassword }: FoundSubscription, target: HookTarget): boolean =>
  target.password === undefined || (hasPassword && username === target.username);
