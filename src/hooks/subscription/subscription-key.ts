import type { FoundSubscription, WantedSubscription } from './types.ts';

/** The key of a subscription: its publisher, its event and its project. */
export const keyOf = ({ event, project }: WantedSubscription): string =>
  keyOfParts(event.publisher, event.type, project?.id);

export const keyOfFound = ({ publisher, type, project }: FoundSubscription): string =>
  keyOfParts(publisher, type, project);

/** The key of a publisher in a project. The credential's rights are the same for all subscriptions there. */
export const scopeOf = (publisher: string, project: string | undefined): string =>
  keyOfParts(publisher, project);

const keyOfParts = (...parts: (string | undefined)[]): string =>
  parts.map((part) => (part ?? '').toLowerCase()).join(' ');
