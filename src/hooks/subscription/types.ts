import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { NamedProject } from '../../kinds/support/project-patterns.ts';
import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';

/** Who sends events. Each is asked on the host that has its subscriptions. */
export type Publisher = 'tfs' | 'pipelines' | 'rm' | 'advsec';

/** An event that this program subscribes to. */
export interface SubscribedEvent {
  readonly publisher: Publisher;
  readonly type: string;
  /** The form of its resource. Undefined: the newest that the organisation offers. */
  readonly version?: string;
  /** The fewest details that name what changed. */
  readonly details: Details;
  /** Kinds whose items it tells of. */
  readonly kinds: readonly string[];
  /** The service takes it for a project alone. */
  readonly projectOnly?: true;
}

export type Details = 'all' | 'minimal' | 'none';

/** A subscription as it is to be: of a project, or of the organisation. */
export interface WantedSubscription {
  readonly event: SubscribedEvent;
  readonly version?: string;
  readonly project?: NamedProject;
}

/** What events are sent to, and how a subscription is known again. */
export interface HookTarget {
  /** The whole address; undefined where none is configured, which removes and makes nothing. */
  readonly url: string | undefined;
  readonly username?: string;
  readonly password?: string;
  readonly mark: HookMark;
}

/**
 * What our subscriptions carry in a header that the service shows again: which installation they are of, and a short
 * fingerprint of the password, which it masks.
 */
export interface HookMark {
  readonly installation: string;
  readonly credentials: string;
}

/** By the service's names; one that is not among them is `unknown`, and left alone. */
export type HookStatus =
  | 'enabled'
  | 'onProbation'
  | 'disabledByUser'
  | 'disabledBySystem'
  | 'disabledByInactiveIdentity'
  | 'unknown';

/** A subscription that the service has, as far as it is looked at. */
export interface FoundSubscription {
  readonly id: string;
  readonly publisher: string;
  readonly type: string;
  readonly version?: string;
  readonly status: HookStatus;
  /** Its project's id, in lower case; undefined where it is of the organisation. */
  readonly project?: string;
  readonly url: string;
  /** Inputs beyond the project that narrow what it sends. */
  readonly filters: readonly string[];
  readonly username?: string;
  readonly hasPassword: boolean;
  /** What it sends, by its own setting or by the service's rule. */
  readonly details: Details;
  readonly sendsMessages: boolean;
  /** `masked`: the service does not show its headers. */
  readonly mark?: HookMark | 'masked';
  readonly createdAt: string;
}

/** What the credential may do with subscriptions; undefined where the service did not say. */
export interface HookRights {
  readonly view?: boolean;
  readonly edit?: boolean;
  readonly remove?: boolean;
}

/** What subscriptions of an organisation are kept by. */
export interface KeepOptions {
  devops: AzureDevOps;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  target: HookTarget;
  /** Kinds of the mapping. */
  kinds: ReadonlySet<string>;
  scope: ReadScope;
  isProjectsLimited: boolean;
  /** The process has just started. */
  isStart: boolean;
}
