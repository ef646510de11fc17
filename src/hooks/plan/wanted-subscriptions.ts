import type { NamedProject } from '../../kinds/support/project-patterns.ts';
import type { SubscribedEvent, WantedSubscription } from '../subscription/types.ts';

export interface WantedOptions {
  /** Kinds of the mapping. */
  kinds: ReadonlySet<string>;
  /** Those that are synced. */
  projects: readonly NamedProject[];
  /** A subscription for each project, and none for the organisation. */
  isProjectsLimited: boolean;
  /** Types that the service takes for a project alone, as it has said. */
  projectOnly: ReadonlySet<string>;
  /** Versions of resources by type, of all that the organisation offers; undefined where that is not known. */
  offered(event: SubscribedEvent): readonly string[] | undefined | 'not offered';
}

/** Events of which some kind of the mapping has items. */
export const eventsFor = (
  events: readonly SubscribedEvent[],
  kinds: ReadonlySet<string>,
): SubscribedEvent[] => events.filter((event) => event.kinds.some((kind) => kinds.has(kind)));

/** What is to be subscribed, in the order of events and, for each, of projects. */
export const wantedSubscriptions = (
  events: readonly SubscribedEvent[],
  options: WantedOptions,
): WantedSubscription[] =>
  eventsFor(events, options.kinds).flatMap((event): WantedSubscription[] => {
    const versions = options.offered(event);
    if (versions === 'not offered') return [];
    const version = chooseVersion(event.version, versions);
    const what = { event, ...(version !== undefined && { version }) };
    const isOfProjects =
      options.isProjectsLimited || event.projectOnly || options.projectOnly.has(event.type);
    return isOfProjects ? options.projects.map((project) => ({ ...what, project })) : [what];
  });

/** The version that is named, where it is offered; else the newest that was released, else the newest. */
const chooseVersion = (named: string | undefined, offered: readonly string[] = []): string | undefined => {
  if (offered.length === 0 || (named !== undefined && offered.includes(named))) return named;
  const newest = [...offered].sort((a, b) => compare(b, a));
  return newest.find((version) => !version.includes('-')) ?? newest[0];
};

const partsOf = (version: string): number[] => (version.match(/\d{1,6}/g) ?? []).map(Number);

const compare = (a: string, b: string): number => {
  const [one, other] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
