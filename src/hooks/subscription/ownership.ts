import { isSameAddress } from './found-subscription.ts';
import type { FoundSubscription, HookTarget } from './types.ts';

/** Whether a subscription is one that this installation has made. */
export const isOurs = ({ mark, url, sendsMessages }: FoundSubscription, target: HookTarget): boolean => {
  const isHere = isSameAddress(url, target.url);
  if (mark === 'masked') return isHere && !sendsMessages;
  return mark !== undefined && (isHere || mark.installation === target.mark.installation);
};

/** Whether an address is ours, or has the path of this program and of Port's exporter. */
export const isForeign = (url: string, target: HookTarget): boolean =>
  isSameAddress(url, target.url) ||
  (URL.canParse(url) && new URL(url).pathname.replace(/\/$/, '').endsWith('/integration/webhook'));
