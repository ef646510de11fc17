import { isSameAddress } from '../subscription/found-subscription.ts';
import type { FoundSubscription, HookTarget, WantedSubscription } from '../subscription/types.ts';

/** Differences that a service may not let go: it keeps its own values. */
export const ITS_OWN: readonly string[] = ['other details', 'messages', 'filters', 'another version'];

/** The differences of a subscription from what it should be, in words. `isDue`: what cannot be seen counts as one. */
export const differences = (
  found: FoundSubscription,
  { event, version }: WantedSubscription,
  target: HookTarget,
  isDue: boolean,
): string[] => {
  const { mark } = found;
  const isCurrent =
    mark === 'masked'
      ? !isDue || target.password === undefined
      : mark?.credentials === target.mark.credentials;
  const all: [differs: boolean, words: string][] = [
    [!isSameAddress(found.url, target.url), 'another address'],
    [found.username !== target.username, 'another user name'],
    [found.hasPassword !== (target.password !== undefined) || !isCurrent, 'another password'],
    [mark !== 'masked' && mark?.installation !== target.mark.installation, 'another mark'],
    [found.details !== event.details, 'other details'],
    [found.sendsMessages, 'messages'],
    [found.filters.length > 0, 'filters'],
    [version !== undefined && found.version !== undefined && found.version !== version, 'another version'],
  ];
  return all.flatMap(([differs, words]) => (differs ? [words] : []));
};
