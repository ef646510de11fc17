import { refuse } from '../evidence/answer.ts';
import { areaOfPublisher, type HookSubscription, hooksOf } from '../organisation/hooks.ts';
import { type EndpointCall, endpoint, itemResponse, listResponse } from '../service/endpoint.ts';
import { badRequest } from '../service/errors.ts';

const CONFIDENTIAL = ['basicAuthPassword'];
const MASK = '********';
/** Inputs of the consumer `webHooks`: any other is refused. */
const CONSUMER_INPUTS = new Set([
  'url',
  'acceptUntrustedCerts',
  'basicAuthUsername',
  'basicAuthPassword',
  'httpHeaders',
  'resourceDetailsToSend',
  'messagesToSend',
  'detailedMessagesToSend',
]);
/** Filters that are not given come back empty. */
const filtersOf = (type: string): string[] => {
  if (type === 'git.push') return ['branch', 'pushedBy', 'repository'];
  if (type.startsWith('git.repo.')) return ['repository'];
  if (type.startsWith('git.')) return ['branch', 'repository'];
  if (type.startsWith('workitem.')) return ['areaPath', 'workItemType'];
  return type === 'build.complete' ? ['buildStatus', 'definitionName'] : [];
};

/** The scope that a subscription takes (a third party's reading of a Server 2022); of other events nobody has said it. */
const scopeFor = (type: string): string => {
  if (type.startsWith('workitem.')) return 'vso.work';
  if (type.startsWith('git.') || type.startsWith('ms.vss-code.')) return 'vso.code';
  return /^(build\.|ms\.vss-pipelines\.)/.test(type) ? 'vso.build' : 'vso.hooks';
};

const mayUse = ({ access: { scopes } }: EndpointCall, type: string, writes: boolean): boolean =>
  scopes === undefined ||
  scopes.some(
    (one) => one.startsWith(scopeFor(type)) || one === 'vso.hooks_write' || (!writes && one === 'vso.hooks'),
  );

/** A host has the publishers that are its own; a Server has all. */
const isHere = ({ destination: { area } }: EndpointCall, publisher: string): boolean =>
  area === 'any' ? publisher !== 'advsec' : areaOfPublisher(publisher) === area;

const shown = (call: EndpointCall, one: HookSubscription) => {
  const { masksHeaders } = hooksOf(call.organisation);
  const confidential = masksHeaders ? [...CONFIDENTIAL, 'httpHeaders'] : CONFIDENTIAL;
  return {
    ...one,
    url: `${call.request.url.origin}/${call.organisation.name}/_apis/hooks/subscriptions/${one.id}`,
    createdBy: { id: '00ca946b-2fe9-4f2a-ae2f-40d5c48001bc' },
    modifiedDate: one.createdDate,
    publisherInputs: {
      ...Object.fromEntries(filtersOf(one.eventType).map((name) => [name, ''])),
      hostId: 'd81542e4-cdfa-4333-b082-1ae2d6c3ad16',
      tfsSubscriptionId: one.id.replace(/^5ab5c410/, '3e8b33e7'),
      ...one.publisherInputs,
    },
    consumerInputs: Object.fromEntries(
      Object.entries(one.consumerInputs).map(([name, value]) => [
        name,
        confidential.includes(name) ? MASK : value,
      ]),
    ),
  };
};

const isAsked = (one: HookSubscription, { query }: EndpointCall): boolean =>
  (['publisherId', 'eventType', 'consumerId', 'consumerActionId'] as const).every((name) => {
    const asked = query.text(name);
    return asked === undefined || one[name].toLowerCase() === asked.toLowerCase();
  });

const list = endpoint({
  route: 'GET /_apis/hooks/subscriptions',
  area: 'any',
  version: '7.1',
  scope: undefined,
  query: ['publisherId', 'eventType', 'consumerId', 'consumerActionId'],
  // A token that may not see them gets an empty list.
  answer: (call) => {
    const hooks = hooksOf(call.organisation);
    return listResponse(
      [...hooks.subscriptions.values()]
        .filter(
          (one) =>
            isAsked(one, call) &&
            isHere(call, one.publisherId) &&
            mayUse(call, one.eventType, false) &&
            (hooks.rightsOf(one.publisherInputs.projectId) & 1) !== 0,
        )
        .map((one) => shown(call, one)),
    );
  },
});

const WRITE = { edit: [2, 'Edit Subscription'], remove: [4, 'Delete Subscription'] } as const;

const demand = (call: EndpointCall, type: string, project: string | undefined, what: keyof typeof WRITE) => {
  if (!mayUse(call, type, true)) throw refuse('noHookScope');
  const [bit, words] = WRITE[what];
  if ((hooksOf(call.organisation).rightsOf(project) & bit) !== 0) return;
  throw refuse(
    'hookPermission',
    'Catalog sync',
    project ? `PublisherSecurity/${project}` : 'PublisherSecurity',
    words,
  );
};

type Given = Omit<HookSubscription, 'id' | 'createdDate'>;

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, one]) => [name, String(one)]));

/** Throws as the service refuses a subscription: 400 with the reason. */
const givenIn = (call: EndpointCall): Given => {
  const body = call.json();
  const [publisherId, eventType] = [String(body.publisherId ?? ''), String(body.eventType ?? '')];
  const offered = isHere(call, publisherId) ? hooksOf(call.organisation).offered.get(publisherId) : undefined;
  if (!offered?.has(eventType)) throw refuse('noHookEvent', eventType);
  const publisherInputs = texts(body.publisherInputs);
  const consumerInputs = texts(body.consumerInputs);
  const { projectId } = publisherInputs;
  if (!projectId && eventType.startsWith('git.repo.')) throw refuse('hookInput', 'projectId');
  if (projectId && !call.organisation.project(projectId)) throw refuse('noProject', projectId);
  const unknown = Object.keys(consumerInputs).find((name) => !CONSUMER_INPUTS.has(name));
  if (unknown) throw refuse('hookInput', unknown);
  if (!URL.canParse(consumerInputs.url ?? '')) throw refuse('hookInput', 'url');
  if (consumerInputs.basicAuthPassword === MASK) throw badRequest('The mask is no password.');
  return {
    publisherId,
    eventType,
    resourceVersion: body.resourceVersion ? String(body.resourceVersion) : null,
    status: String(body.status ?? 'enabled'),
    consumerId: String(body.consumerId),
    consumerActionId: String(body.consumerActionId),
    publisherInputs,
    consumerInputs,
  };
};

const create = endpoint({
  ...list,
  route: 'POST /_apis/hooks/subscriptions',
  query: [],
  answer(call) {
    const given = givenIn(call);
    demand(call, given.eventType, given.publisherInputs.projectId, 'edit');
    return itemResponse(shown(call, hooksOf(call.organisation).add(given)));
  },
});

const named = (call: EndpointCall): HookSubscription => {
  const one = hooksOf(call.organisation).subscriptions.get(call.parameter('subscription').toLowerCase());
  if (!one || !isHere(call, one.publisherId)) throw refuse('noHook', call.parameter('subscription'));
  return one;
};

const replace = endpoint({
  ...create,
  route: 'PUT /_apis/hooks/subscriptions/{subscription}',
  answer(call) {
    const one = named(call);
    const given = givenIn(call);
    demand(call, one.eventType, one.publisherInputs.projectId, 'edit');
    return itemResponse(shown(call, Object.assign(one, given)));
  },
});

const remove = endpoint({
  ...create,
  route: 'DELETE /_apis/hooks/subscriptions/{subscription}',
  answer(call) {
    const one = named(call);
    demand(call, one.eventType, one.publisherInputs.projectId, 'remove');
    hooksOf(call.organisation).subscriptions.delete(one.id);
    return { status: 204 };
  },
});

const eventTypes = endpoint({
  ...create,
  route: 'GET /_apis/hooks/publishers/{publisher}/eventtypes',
  answer(call) {
    const publisher = call.parameter('publisher');
    const offered = hooksOf(call.organisation).offered.get(publisher);
    if (!offered || !isHere(call, publisher)) throw refuse('noHookPublisher', publisher);
    return listResponse(
      [...offered].map(([id, supportedResourceVersions]) => ({
        publisherId: publisher,
        id,
        supportedResourceVersions,
        inputDescriptors: [],
      })),
    );
  },
});

const evaluate = endpoint({
  ...create,
  route: 'POST /_apis/security/permissionevaluationbatch',
  answer(call) {
    const hooks = hooksOf(call.organisation);
    if (hooks.hidesRights) throw refuse('noHookScope');
    const { evaluations, ...rest } = call.json();
    return itemResponse({
      ...rest,
      evaluations: (evaluations as { token: string; permissions: number }[]).map((one) => {
        const rights = hooks.rightsOf(one.token.split('/')[1]);
        return { ...one, value: (rights & one.permissions) === one.permissions };
      }),
    });
  },
});

export const hookEndpoints = [list, create, replace, remove, eventTypes, evaluate];
