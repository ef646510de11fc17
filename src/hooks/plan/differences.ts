import { isSameAddress } from '../subscription/found-subscription.ts';
import type { FoundSubscription, HookTarget, WantedSubscription } from '../subscription/types.ts';

/** What a service that has its own way with them may keep as it was. */
export const ITS_OWN: readonly string[] = ['other details', 'messages', 'filters', 'another version'];

/** In what one of ours is not as it should be, in words; none where it is. `isDue`: what cannot be seen counts. */
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
