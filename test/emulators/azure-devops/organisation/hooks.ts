import type { Area } from '../../../../src/azure-devops/types.ts';
import type { Organisation } from './organisation.ts';

/** A subscription of a service hook, its secret with it. */
export interface HookSubscription {
  id: string;
  publisherId: string;
  eventType: string;
  resourceVersion: string | null;
  status: string;
  consumerId: string;
  consumerActionId: string;
  publisherInputs: Record<string, string>;
  consumerInputs: Record<string, string>;
  createdDate: string;
}

/** The service hooks of an organisation. A test may change any of it. */
export interface Hooks {
  readonly subscriptions: Map<string, HookSubscription>;
  /** View 1, edit 2, delete 4, by token (`PublisherSecurity/{project}`); `usual` for the others. */
  readonly rights: Map<string, number>;
  usual: number;
  /** Versions of resources by type of event, by publisher. */
  readonly offered: Map<string, Map<string, string[]>>;
  /** Headers come back as stars. Nobody has seen that. */
  masksHeaders: boolean;
  /** The permissions are not told. */
  hidesRights: boolean;
  add(subscription: Partial<HookSubscription>): HookSubscription;
  rightsOf(project: string | undefined): number;
}

const areas: Record<string, Area> = { tfs: 'core', pipelines: 'core', rm: 'release', advsec: 'advsec' };

/** The host that has a publisher; undefined where there is none. */
export const areaOfPublisher = (publisher: string): Area | undefined => areas[publisher];

/** Types and versions as clients were seen to name them; alerts have none that anybody has seen. */
const offered: Record<string, [versions: string[], types: string]> = {
  tfs: [
    ['1.0', '1.0-preview.1'],
    `build.complete workitem.created workitem.updated workitem.commented workitem.deleted workitem.restored
     tfvc.checkin git.push git.pullrequest.created git.pullrequest.updated git.pullrequest.merged
     ms.vss-code.git-pullrequest-comment-event git.repo.created git.repo.forked git.repo.renamed git.repo.deleted
     git.repo.undeleted git.repo.statuschanged`,
  ],
  pipelines: [
    ['5.1-preview.1'],
    `ms.vss-pipelines.run-state-changed-event ms.vss-pipelines.stage-state-changed-event
     ms.vss-pipelines.job-state-changed-event ms.vss-pipelinechecks-events.approval-pending
     ms.vss-pipelinechecks-events.approval-completed ms.vss-pipelinechecks-events.check-updated-event`,
  ],
  rm: [
    ['1.0-preview.1', '3.0-preview.1'],
    `ms.vss-release.release-created-event ms.vss-release.release-abandoned-event
     ms.vss-release.deployment-started-event ms.vss-release.deployment-completed-event
     ms.vss-release.deployment-approval-pending-event ms.vss-release.deployment-approval-completed-event
     ms.vss-release.deployment-mi-pending-event`,
  ],
  advsec: [
    [],
    `ms.vss-alerts.alert-created-event ms.vss-alerts.alert-state-changed-event ms.vss-alerts.alert-updated-event`,
  ],
};

const known = new WeakMap<Organisation, Hooks>();

export const hooksOf = (organisation: Organisation): Hooks => {
  const present = known.get(organisation) ?? createHooks();
  known.set(organisation, present);
  return present;
};

const createHooks = (): Hooks => {
  let count = 0;
  const hooks: Hooks = {
    subscriptions: new Map(),
    rights: new Map(),
    usual: 7,
    offered: new Map(
      Object.entries(offered).map(([publisher, [versions, types]]) => [
        publisher,
        new Map(types.split(/\s+/).map((type) => [type, versions])),
      ]),
    ),
    masksHeaders: false,
    hidesRights: false,
    add(given) {
      count += 1;
      const subscription: HookSubscription = {
        id: `5ab5c410-0000-4000-8000-${String(count).padStart(12, '0')}`,
        publisherId: 'tfs',
        eventType: 'git.push',
        resourceVersion: null,
        status: 'enabled',
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
        publisherInputs: {},
        consumerInputs: {},
        createdDate: new Date(Date.UTC(2026, 0, 5, 8, 0, count)).toISOString(),
        ...given,
      };
      hooks.subscriptions.set(subscription.id, subscription);
      return subscription;
    },
    rightsOf: (project) =>
      hooks.rights.get(project ? `PublisherSecurity/${project}` : 'PublisherSecurity') ?? hooks.usual,
  };
  return hooks;
};

/** The service's reaction to the answer of a subscription's address (Microsoft's page on troubleshooting). */
export const afterDelivery = (subscription: HookSubscription, status: number): void => {
  if (status >= 200 && status < 300) subscription.status = 'enabled';
  else if (status === 410) subscription.status = 'disabledBySystem';
  // Events with one of these answers are sent again for three minutes.
  else if (![408, 502, 503, 504].includes(status)) subscription.status = 'onProbation';
};

/** The members of a resource that are left of it in few details (a third party's reading of a Server 2022). */
const FEW = [
  'id',
  'url',
  'webUrl',
  'name',
  'pullRequestId',
  'workItemId',
  'pushId',
  'changesetId',
  'stageName',
  'attemptId',
  'runId',
  'runUrl',
  'approvalId',
];

export interface RaisedEvent {
  publisher: string;
  type: string;
  project: string;
  resource: Record<string, unknown>;
}

/** Sends an event to whoever has subscribed to it, each as its subscription says. The statuses of the answers. */
export const deliver = async (
  organisation: Organisation,
  baseUrl: string,
  { publisher, type, project, resource }: RaisedEvent,
): Promise<number[]> => {
  const statuses: number[] = [];
  let notification = 0;
  for (const one of hooksOf(organisation).subscriptions.values()) {
    const { projectId } = one.publisherInputs;
    const isMeant = one.publisherId === publisher && one.eventType === type;
    if (!isMeant || (projectId && projectId !== project) || !/^(enabled|onProbation)$/.test(one.status))
      continue;
    // New events are lost meanwhile.
    if (one.status === 'onProbation') continue;
    const { url = '', basicAuthUsername, basicAuthPassword, httpHeaders = '' } = one.consumerInputs;
    const details = one.consumerInputs.resourceDetailsToSend ?? (projectId ? 'all' : 'minimal');
    const own = httpHeaders.split('\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    });
    const signed = Buffer.from(`${basicAuthUsername}:${basicAuthPassword}`).toString('base64');
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...Object.fromEntries(own),
        ...(basicAuthPassword && { authorization: `Basic ${signed}` }),
      },
      body: JSON.stringify({
        subscriptionId: one.id,
        notificationId: ++notification,
        eventType: type,
        publisherId: publisher,
        message: null,
        detailedMessage: null,
        resource:
          details === 'all'
            ? resource
            : Object.fromEntries(Object.entries(resource).filter(([name]) => FEW.includes(name))),
        resourceContainers: {
          collection: { id: 'c12d0eb8-e382-443b-9f9c-c52cba5014c2', baseUrl },
          project: { id: project, baseUrl },
        },
      }),
    });
    afterDelivery(one, answer.status);
    statuses.push(answer.status);
  }
  return statuses;
};
