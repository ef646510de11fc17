import { path } from '../../azure-devops/path.ts';
import { aFlag, aListOf, aNumber, anObject, aText } from '../../azure-devops/shape.ts';
import { type AzureDevOps, AzureDevOpsError } from '../../azure-devops/types.ts';
import { forEach } from '../../lib/async/concurrency.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import { messageOf } from '../../lib/errors.ts';
import { areaOf } from '../subscription/event-subscriptions.ts';
import {
  foundSubscription,
  type RawSubscription,
  subscriptionChecks,
} from '../subscription/found-subscription.ts';
import type { FoundSubscription, HookRights, Publisher, SubscribedEvent } from '../subscription/types.ts';

/** Lists and writes at a time: more were seen to end in 429, and resyncs need the rest. */
export const AT_ONCE = 4;

/** The version of the routes of a publisher. Advanced Security has no other one. */
export const versionOf = (publisher: Publisher): string =>
  publisher === 'advsec' ? '7.2-preview.1' : '7.1-preview.1';

export interface ReadLists {
  /** Subscriptions by type of event. */
  found: Map<string, FoundSubscription[]>;
  /** Types of events whose list was not read whole, with the reason. */
  unread: Map<string, string>;
}

/** The subscriptions to some events. Each event has a list of its own, since one for all was seen to time out. */
export const readSubscriptions = async (
  devops: AzureDevOps,
  events: readonly SubscribedEvent[],
): Promise<ReadLists> => {
  const found = new Map<string, FoundSubscription[]>();
  const unread = new Map<string, string>();
  await forEach(events, AT_ONCE, async (event) => {
    try {
      found.set(event.type, await readList(devops, event));
    } catch (error) {
      if (!(error instanceof AzureDevOpsError)) throw error;
      unread.set(event.type, messageOf(error));
    }
  });
  return { found, unread };
};

const readList = async (
  devops: AzureDevOps,
  { publisher, type }: SubscribedEvent,
): Promise<FoundSubscription[]> => {
  // Subscriptions by id: one that an answer has twice is one.
  const all = new Map<string, FoundSubscription>();
  const pages = devops.pages<RawSubscription>(
    {
      area: areaOf[publisher],
      apiVersion: versionOf(publisher),
      path: path`_apis/hooks/subscriptions`,
      query: {
        publisherId: publisher,
        eventType: type,
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
      },
      key: { id: aText },
      has: subscriptionChecks,
      what: `the subscriptions to ${type}`,
    },
    { style: 'single' },
  );
  for await (const { items } of pages)
    for (const raw of items) {
      const one = foundSubscription(raw);
      if (one && one.publisher === publisher && one.type === type) all.set(one.id.toLowerCase(), one);
    }
  return [...all.values()];
};

/**
 * Versions of resources by type of event. Undefined where they could not be read. `none` where there is no such
 * publisher.
 */
export type OfferedEvents = ReadonlyMap<string, readonly string[]> | 'none' | undefined;

interface EventType {
  id: string;
  supportedResourceVersions?: unknown;
}

/** The events of a publisher that an organisation offers. */
export const readOffered = async (devops: AzureDevOps, publisher: Publisher): Promise<OfferedEvents> => {
  const offered = new Map<string, readonly string[]>();
  if (publisher === 'advsec' && devops.organisation.hosting === 'server') return 'none';
  try {
    const pages = devops.pages<EventType>(
      {
        area: areaOf[publisher],
        apiVersion: versionOf(publisher),
        path: path`_apis/hooks/publishers/${publisher}/eventtypes`,
        key: { id: aText },
        what: `the events of ${publisher}`,
      },
      { style: 'single' },
    );
    for await (const { items } of pages)
      for (const { id, supportedResourceVersions: versions } of items)
        offered.set(id, Array.isArray(versions) ? versions.filter((one) => typeof one === 'string') : []);
    return offered;
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    // A 404 of the service itself says that there is no such publisher.
    return error.status === 404 && error.isOwn ? 'none' : undefined;
  }
};

/** The security namespace of service hooks. */
const NAMESPACE = 'cb594ebe-87dd-4fc9-ac2c-6a10a4c92046';
const BITS = { view: 1, edit: 2, remove: 4 } as const;
/** Projects whose rights are asked for in one request. */
const RIGHTS_AT_ONCE = 100;

interface Evaluation {
  token: string;
  permissions: number;
  value: boolean;
}

/**
 * The rights of the credential on the subscriptions of projects, and of the organisation (undefined). Nothing is known
 * of those that the answer does not name.
 */
export const readRights = async (
  devops: AzureDevOps,
  projects: readonly string[],
): Promise<ReadonlyMap<string | undefined, HookRights>> => {
  const rights = new Map<string | undefined, HookRights>();
  for (const some of chunks([undefined, ...projects], RIGHTS_AT_ONCE)) {
    const byToken = new Map(some.map((project) => [tokenOf(project).toLowerCase(), project]));
    for (const { token, permissions, value } of await evaluate(devops, some)) {
      const name = (Object.keys(BITS) as (keyof typeof BITS)[]).find((one) => BITS[one] === permissions);
      if (!name || !byToken.has(token.toLowerCase())) continue;
      const project = byToken.get(token.toLowerCase());
      rights.set(project, { ...rights.get(project), [name]: value });
    }
  }
  return rights;
};

const tokenOf = (project: string | undefined): string =>
  project === undefined ? 'PublisherSecurity' : `PublisherSecurity/${project}`;

const evaluate = async (
  devops: AzureDevOps,
  projects: readonly (string | undefined)[],
): Promise<readonly Evaluation[]> => {
  try {
    const { evaluations } = await devops.post<{ evaluations: Evaluation[] }>({
      path: path`_apis/security/permissionevaluationbatch`,
      body: {
        alwaysAllowAdministrators: true,
        evaluations: projects.flatMap((project) =>
          Object.values(BITS).map((permissions) => ({
            securityNamespaceId: NAMESPACE,
            token: tokenOf(project),
            permissions,
          })),
        ),
      },
      needs: { evaluations: aListOf(anObject({ token: aText, permissions: aNumber, value: aFlag })) },
      what: 'the permissions on subscriptions',
    });
    return evaluations;
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    return [];
  }
};
