import type { NamedProject } from '../../kinds/support/project-patterns.ts';
import type { SubscribedEvent, WantedSubscription } from '../subscription/types.ts';

export interface WantedOptions {
  /** Kinds of the mapping. */
  kinds: ReadonlySet<string>;
  /** Projects that are synced. */
  projects: readonly NamedProject[];
  /** Whether each project has its own, and the organisation none. */
  isProjectsLimited: boolean;
  /** Types of events that the service has refused for the organisation. */
  projectOnly: ReadonlySet<string>;
  /** The versions of an event's resource that the organisation offers. Undefined where that is not known. */
  offered(event: SubscribedEvent): readonly string[] | undefined | 'not offered';
}

/** Events that tell of items of some kind of the mapping. */
export const eventsFor = (
  events: readonly SubscribedEvent[],
  kinds: ReadonlySet<string>,
): SubscribedEvent[] => events.filter((event) => event.kinds.some((kind) => kinds.has(kind)));

/** The wanted subscriptions, in the order of events and then of projects. */
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

/** The version that is named, where it is offered. Else the newest that was released, else the newest. */
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
