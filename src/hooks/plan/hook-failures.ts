import type { AzureDevOpsError } from '../../azure-devops/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { messageOf } from '../../lib/errors.ts';
import { keyOf, scopeOf } from '../subscription/subscription-key.ts';
import type { FoundSubscription, WantedSubscription } from '../subscription/types.ts';
import { ITS_OWN } from './differences.ts';

/** Attempts to make a subscription, where the service did not answer. */
const ATTEMPTS = 2;

/** Refusals of the service in this check. What was refused is not asked for again. */
export interface HookFailures {
  /** The reason why a subscription is not made or changed. */
  of(wanted: WantedSubscription): string | undefined;
  /** Types of events that the service takes for a project alone. */
  readonly projectOnly: ReadonlySet<string>;
  add(wanted: WantedSubscription, error: AzureDevOpsError): void;
  /** The same of a subscription that was to be made. One that the organisation cannot have is made for its projects. */
  addMissing(wanted: WantedSubscription, error: AzureDevOpsError): void;
  /** A making without an answer: nobody knows whether it was done. */
  addUnanswered(wanted: WantedSubscription, error: AzureDevOpsError): void;
  /** A subscription that was written. One that still differs is kept by the service as it was. */
  addStubborn(wanted: WantedSubscription): void;
  /** Differences that writing does not mend, for all subscriptions of a type. */
  keepsItsOwn(type: string, differences: readonly string[]): void;
  /** The differences that a write may mend. */
  mendable(type: string, differences: readonly string[]): string[];
  /** Refuses all subscriptions of a publisher in a project. */
  close(wanted: WantedSubscription, why: string): void;
  addRemoval(found: FoundSubscription, error: AzureDevOpsError): void;
  /** The reason why a subscription was not removed. */
  ofRemoval(found: FoundSubscription): string | undefined;
}

export const createHookFailures = (): HookFailures => {
  const byKey = new Map<string, string>();
  const byScope = new Map<string, string>();
  const tries = new Map<string, number>();
  const projectOnly = new Set<string>();
  const byType = new Map<string, string>();
  const stuck = new Map<string, string>();
  const stuckIn = new Map<string, string>();
  const own = new Map<string, Set<string>>();
  const scope = ({ event, project }: WantedSubscription) => scopeOf(event.publisher, project?.id);
  const add = (wanted: WantedSubscription, error: AzureDevOpsError) => {
    const why = messageOf(error);
    if (isOfProject(error)) byScope.set(scope(wanted), why);
    // Any other right is a scope of the token, which is missing for all projects.
    else if (isRight(error)) byType.set(wanted.event.type, why);
    else byKey.set(keyOf(wanted), why);
  };
  return {
    of: (wanted) => byKey.get(keyOf(wanted)) ?? byScope.get(scope(wanted)) ?? byType.get(wanted.event.type),
    projectOnly,
    add,
    addMissing(wanted, error) {
      if (!wanted.project && error.status === 400) projectOnly.add(wanted.event.type);
      else add(wanted, error);
    },
    addUnanswered(wanted, error) {
      const key = keyOf(wanted);
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count >= ATTEMPTS) byKey.set(key, messageOf(error));
    },
    addStubborn: (wanted) => byKey.set(keyOf(wanted), 'the service keeps it as it was'),
    keepsItsOwn(type, differences) {
      for (const one of differences)
        if (ITS_OWN.includes(one)) getOrCreate(own, type, () => new Set()).add(one);
    },
    mendable: (type, differences) => differences.filter((one) => !own.get(type)?.has(one)),
    close: (wanted, why) => byScope.set(scope(wanted), why),
    addRemoval({ id, publisher, project }, error) {
      const why = messageOf(error);
      if (isOfProject(error)) stuckIn.set(scopeOf(publisher, project), why);
      else stuck.set(id, why);
    },
    ofRemoval: ({ id, publisher, project }) => stuck.get(id) ?? stuckIn.get(scopeOf(publisher, project)),
  };
};

const isRight = ({ likelyCause }: AzureDevOpsError): boolean =>
  likelyCause === 'permission' || likelyCause === 'credential';

/** The service names the right, which is the same for all of a project. */
const isOfProject = (error: AzureDevOpsError): boolean =>
  isRight(error) && messageOf(error).includes('PublisherSecurity');
