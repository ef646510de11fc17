import { AzureDevOpsError } from '../azure-devops/types.ts';
import { messageOf } from '../lib/errors.ts';
import { subscribedEvents } from './event-subscriptions.ts';
import { createKnownSubscriptions } from './known-subscriptions.ts';
import { isOurs } from './ownership.ts';
import { createPace } from './perform-actions.ts';
import type { KeepOptions } from './types.ts';
import { removeSubscription } from './write-hooks.ts';

export interface HooksRemoved {
  removed: number;
  /** Why others may be there still. */
  failures: string[];
}

/** Removes all that this installation has made in an organisation, in whatever state, and nothing else. */
export const removeHooks = async (
  options: Pick<KeepOptions, 'devops' | 'clock' | 'signal' | 'target'>,
): Promise<HooksRemoved> => {
  const { devops, target } = options;
  const known = createKnownSubscriptions(devops);
  const isServer = devops.organisation.hosting === 'server';
  await known.read(subscribedEvents.filter(({ publisher }) => !(isServer && publisher === 'advsec')));
  const failures = new Set(known.unread.values());
  const pace = createPace(options.clock, options.signal);
  let removed = 0;
  for (const one of known.all().filter((found) => isOurs(found, target))) {
    await pace();
    try {
      await removeSubscription(devops, one);
      removed += 1;
    } catch (error) {
      if (!(error instanceof AzureDevOpsError)) throw error;
      failures.add(messageOf(error));
    }
  }
  return { removed, failures: [...failures] };
};
