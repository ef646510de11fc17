import { path } from '../../azure-devops/path.ts';
import { type AzureDevOps, AzureDevOpsError } from '../../azure-devops/types.ts';
import { versionOf } from '../read/read-hooks.ts';
import { areaOf } from '../subscription/event-subscriptions.ts';
import {
  foundSubscription,
  type RawSubscription,
  writtenChecks,
} from '../subscription/found-subscription.ts';
import { markHeader } from '../subscription/mark.ts';
import type { FoundSubscription, HookTarget, Publisher, WantedSubscription } from '../subscription/types.ts';

/** The whole of a subscription. An update replaces it. */
const bodyOf = ({ event, version, project }: WantedSubscription, target: HookTarget) => ({
  publisherId: event.publisher,
  eventType: event.type,
  ...(version !== undefined && { resourceVersion: version }),
  consumerId: 'webHooks',
  consumerActionId: 'httpRequest',
  status: 'enabled',
  publisherInputs: project ? { projectId: project.id } : {},
  consumerInputs: {
    url: target.url,
    httpHeaders: markHeader(target.mark),
    ...(target.password !== undefined && {
      basicAuthUsername: target.username,
      basicAuthPassword: target.password,
    }),
    resourceDetailsToSend: event.details,
    messagesToSend: 'none',
    detailedMessagesToSend: 'none',
  },
});

const nameOf = ({ event, project }: WantedSubscription): string =>
  `the subscription to ${event.type} ${project ? `of project "${project.name ?? project.id}"` : 'of the organisation'}`;

/** Makes a subscription and gives its id. It is not sent twice: after an error it may be there all the same. */
export const createSubscription = async (
  devops: AzureDevOps,
  wanted: WantedSubscription,
  target: HookTarget,
): Promise<string> => {
  const { publisher } = wanted.event;
  const { id } = await devops.write<{ id: string }>({
    does: 'create',
    area: areaOf[publisher],
    apiVersion: versionOf(publisher),
    path: path`_apis/hooks/subscriptions`,
    body: bodyOf(wanted, target),
    needs: writtenChecks(wanted, target.url),
    what: nameOf(wanted),
  });
  return id;
};

/** Writes a subscription anew, and gives what the service has then. */
export const replaceSubscription = async (
  devops: AzureDevOps,
  wanted: WantedSubscription,
  { id }: FoundSubscription,
  target: HookTarget,
): Promise<FoundSubscription | undefined> => {
  const { publisher } = wanted.event;
  const answer = await devops.write<RawSubscription>({
    does: 'replace',
    area: areaOf[publisher],
    apiVersion: versionOf(publisher),
    path: path`_apis/hooks/subscriptions/${id}`,
    body: { id, ...bodyOf(wanted, target) },
    needs: writtenChecks(wanted, target.url, id),
    what: nameOf(wanted),
  });
  return foundSubscription(answer);
};

/** Removes a subscription. One that is gone already is removed. */
export const removeSubscription = async (
  devops: AzureDevOps,
  { id, publisher, type }: Pick<FoundSubscription, 'id' | 'publisher' | 'type'>,
): Promise<void> => {
  try {
    await devops.write({
      does: 'remove',
      area: areaOf[publisher as Publisher],
      apiVersion: versionOf(publisher as Publisher),
      path: path`_apis/hooks/subscriptions/${id}`,
      mayBeNone: true,
      what: `a subscription to ${type}`,
    });
  } catch (error) {
    if (!(error instanceof AzureDevOpsError && error.status === 404 && error.isOwn)) throw error;
  }
};

/** Whether a write that failed may have been done all the same. */
export const mayBeDone = (error: unknown): boolean =>
  error instanceof AzureDevOpsError &&
  (error.likelyCause === 'transport' ||
    error.likelyCause === 'unavailable' ||
    error.likelyCause === 'malformed' ||
    error.likelyCause === 'too-large');
