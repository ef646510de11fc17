import type { FoundSubscription, WantedSubscription } from './types.ts';

/** What names a subscription: who sends which event, and of what. */
export const keyOf = ({ event, project }: WantedSubscription): string =>
  keyOfParts(event.publisher, event.type, project?.id);

export const keyOfFound = ({ publisher, type, project }: FoundSubscription): string =>
  keyOfParts(publisher, type, project);

/** Where a subscription is: what the credential may do is the same for all of a publisher's in a project. */
export const scopeOf = (publisher: string, project: string | undefined): string =>
  keyOfParts(publisher, project);

const keyOfParts = (...parts: (string | undefined)[]): string =>
  parts.map((part) => (part ?? '').toLowerCase()).join(' ');
