import { AzureDevOpsError } from '../azure-devops/types.ts';
import { EVERYTHING } from '../kinds/read-scope.ts';
import type { NamedProject } from '../kinds/support/project-patterns.ts';
import { append } from '../lib/collections/append.ts';
import { messageOf } from '../lib/errors.ts';
import { listed } from './outcome/hooks-reasons.ts';
import { MISSING } from './plan/hook-plan.ts';
import { readHookProjects } from './read/hook-projects.ts';
import { createKnownSubscriptions } from './read/known-subscriptions.ts';
import { readRights } from './read/read-hooks.ts';
import { subscribedEvents } from './subscription/event-subscriptions.ts';
import { isOurs } from './subscription/ownership.ts';
import type { FoundSubscription, KeepOptions } from './subscription/types.ts';
import { createPace } from './write/perform-actions.ts';
import { removeSubscription } from './write/write-hooks.ts';

export interface HooksRemoved {
  removed: number;
  /** The reasons why others are there still, or may be. */
  failures: string[];
  /** Places where more may be that are not seen. Where none was removed they are failures. */
  doubts: string[];
}

type RemoveOptions = Pick<KeepOptions, 'devops' | 'clock' | 'signal' | 'target'>;

/** Removes all that this installation has made in an organisation, in whatever state, and nothing else. */
export const removeHooks = async (options: RemoveOptions): Promise<HooksRemoved> => {
  const { devops, target } = options;
  const known = createKnownSubscriptions(devops);
  const isServer = devops.organisation.hosting === 'server';
  await known.read(subscribedEvents.filter(({ publisher }) => !(isServer && publisher === 'advsec')));
  const failures = new Set(known.unread.values());
  const doubts = await whereUnseen(known.all(), options, failures);
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
  if (removed === 0) return { removed, failures: [...failures, ...doubts], doubts: [] };
  return { removed, failures: [...failures], doubts };
};

/**
 * Places whose empty list does not prove that there is none. The service gives one to whoever may not see
 * subscriptions.
 */
const whereUnseen = async (
  found: readonly FoundSubscription[],
  { devops }: RemoveOptions,
  failures: Set<string>,
): Promise<string[]> => {
  const seen = new Set(found.map(({ project }) => project));
  const places: (NamedProject | undefined)[] = [undefined];
  try {
    append(places, (await readHookProjects(devops, EVERYTHING)).chosen);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    failures.add(messageOf(error));
  }
  const rights = await readRights(
    devops,
    places.flatMap((place) => place?.id ?? []),
  );
  const unseen = places.filter((place) => !seen.has(place?.id));
  const where = (view: boolean | undefined): string[] =>
    unseen
      .filter((place) => rights.get(place?.id)?.view === view)
      .map((place) => (place ? `"${place.name ?? place.id}"` : 'the organisation'));
  const all: [places: string[], why: string][] = [
    [where(false), `${MISSING.view}, so that some may be there.`],
    [
      where(undefined),
      'the service does not tell whether this credential sees subscriptions, so that some may be there.',
    ],
  ];
  return all.flatMap(([names, why]) => (names.length > 0 ? `${listed(names)}: ${why}` : []));
};
