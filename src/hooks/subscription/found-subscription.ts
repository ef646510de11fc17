import {
  aMapOf,
  anObject,
  aText,
  type Check,
  isObject,
  type MemberChecks,
  orNone,
} from '../../azure-devops/shape.ts';
import { markIn } from './mark.ts';
import type { Details, FoundSubscription, HookStatus, WantedSubscription } from './types.ts';

/** A subscription as the service sends it. */
export interface RawSubscription {
  id: string;
  publisherId: string;
  eventType: string;
  resourceVersion?: string | null;
  /** The status. Microsoft's samples leave it out where it is `enabled`. */
  status?: string | null;
  publisherInputs?: Record<string, unknown> | null;
  consumerId?: string;
  consumerActionId?: string;
  consumerInputs?: Record<string, unknown> | null;
  createdDate?: string | null;
}

/** The members that a subscription has to have. A list with one that lacks them proves nothing. */
export const subscriptionChecks: MemberChecks = {
  publisherId: aText,
  eventType: aText,
  consumerId: aText,
  consumerActionId: aText,
  status: orNone(aText),
  publisherInputs: orNone(anObject()),
  consumerInputs: aMapOf(() => undefined),
};

/** The form that the answer to a write has to have. One of another subscription tells nothing of what was written. */
export const writtenChecks = (
  { event, project }: WantedSubscription,
  url: string | undefined,
  id?: string,
): MemberChecks => {
  const text =
    (wanted: string): Check =>
    (value, place) =>
      aText(value, place) ?? (same(String(value), wanted) ? undefined : `has another ${place}`);
  return {
    id: id === undefined ? aText : text(id),
    publisherId: text(event.publisher),
    eventType: text(event.type),
    publisherInputs: (value, place) =>
      same(textIn(value, 'projectId') ?? '', project?.id ?? '')
        ? undefined
        : `has another project under ${place}`,
    consumerInputs: (value, place) =>
      isSameAddress(textIn(value, 'url') ?? '', url) ? undefined : `has another address under ${place}`,
  };
};

const STATUSES: readonly HookStatus[] = [
  'enabled',
  'onProbation',
  'disabledByUser',
  'disabledBySystem',
  'disabledByInactiveIdentity',
];

/** Inputs that narrow nothing: the project, and what the service adds by itself. */
const NO_FILTERS = new Set(['projectid', 'tfssubscriptionid', 'hostid', 'subscriberid']);

const textIn = (inputs: unknown, name: string): string | undefined => {
  if (!isObject(inputs)) return undefined;
  for (const [key, value] of Object.entries(inputs))
    if (key.toLowerCase() === name.toLowerCase())
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  return undefined;
};

/** A subscription that posts to an address. Undefined for one of another consumer. */
export const foundSubscription = (raw: RawSubscription): FoundSubscription | undefined => {
  const { publisherInputs, consumerInputs } = raw;
  const isPost = same(raw.consumerId, 'webHooks') && same(raw.consumerActionId, 'httpRequest');
  const url = textIn(consumerInputs, 'url');
  if (!isPost || url === undefined) return undefined;
  const project = textIn(publisherInputs, 'projectId')?.toLowerCase();
  const username = textIn(consumerInputs, 'basicAuthUsername');
  const mark = markIn(textIn(consumerInputs, 'httpHeaders') ?? '');
  return {
    id: raw.id,
    publisher: raw.publisherId,
    type: raw.eventType,
    ...(raw.resourceVersion && { version: raw.resourceVersion }),
    status: statusOf(raw.status),
    ...(project !== undefined && { project }),
    url,
    filters: filtersIn(publisherInputs ?? {}),
    ...(username !== undefined && { username }),
    hasPassword: textIn(consumerInputs, 'basicAuthPassword') !== undefined,
    details: detailsOf(textIn(consumerInputs, 'resourceDetailsToSend'), project),
    sendsMessages: ['messagesToSend', 'detailedMessagesToSend'].some(
      (name) => !same(textIn(consumerInputs, name), 'none'),
    ),
    ...(mark && { mark }),
    createdAt: raw.createdDate ?? '',
  };
};

const same = (text: string | undefined, other: string): boolean =>
  text?.toLowerCase() === other.toLowerCase();

const statusOf = (text: string | null | undefined): HookStatus =>
  text ? (STATUSES.find((status) => same(text, status)) ?? 'unknown') : 'enabled';

const filtersIn = (inputs: Record<string, unknown>): string[] =>
  Object.keys(inputs).filter(
    (name) => !NO_FILTERS.has(name.toLowerCase()) && textIn(inputs, name) !== undefined,
  );

/**
 * The details that a subscription sends. Without a setting one of a project sends all, and one of the organisation the
 * fewest.
 */
const detailsOf = (setting: string | undefined, project: string | undefined): Details => {
  const known = (['all', 'minimal', 'none'] as const).find((details) => same(setting, details));
  return known ?? (project === undefined ? 'minimal' : 'all');
};

/** Whether two addresses are one, however they are written. */
export const isSameAddress = (one: string, other: string | undefined): boolean =>
  other !== undefined && addressOf(one) === addressOf(other);

const addressOf = (text: string): string =>
  URL.canParse(text) ? new URL(text).href.replace(/\/$/, '') : text;
