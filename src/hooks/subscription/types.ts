import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { NamedProject } from '../../kinds/support/project-patterns.ts';
import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';

/** A sender of events. Each is asked on the host that has its subscriptions. */
export type Publisher = 'tfs' | 'pipelines' | 'rm' | 'advsec';

/** An event that this program subscribes to. */
export interface SubscribedEvent {
  readonly publisher: Publisher;
  readonly type: string;
  /** The version of its resource. Undefined: the newest that the organisation offers. */
  readonly version?: string;
  /** The fewest details that name what changed. */
  readonly details: Details;
  /** Kinds whose items it tells of. */
  readonly kinds: readonly string[];
  /** Set where the service takes it for a project alone. */
  readonly projectOnly?: true;
}

export type Details = 'all' | 'minimal' | 'none';

/** A subscription as it is to be: of a project, or of the organisation. */
export interface WantedSubscription {
  readonly event: SubscribedEvent;
  readonly version?: string;
  readonly project?: NamedProject;
}

/** The address of events, and the mark by which a subscription is known again. */
export interface HookTarget {
  /** The whole address. Undefined where none is configured: nothing is made or removed then. */
  readonly url: string | undefined;
  readonly username?: string;
  readonly password?: string;
  readonly mark: HookMark;
}

/**
 * The mark of our subscriptions, in a header that the service shows again. It names the installation. It has a short
 * fingerprint of the password, which the service masks.
 */
export interface HookMark {
  readonly installation: string;
  readonly credentials: string;
}

/** A status by the service's name. Any other is `unknown`, and its subscription is left alone. */
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
  /** The id of its project, in lower case. Undefined where it is of the organisation. */
  readonly project?: string;
  readonly url: string;
  /** Inputs beyond the project that narrow what it sends. */
  readonly filters: readonly string[];
  readonly username?: string;
  readonly hasPassword: boolean;
  /** The details that it sends, by its own setting or by the service's rule. */
  readonly details: Details;
  readonly sendsMessages: boolean;
  /** `masked`: the service does not show its headers. */
  readonly mark?: HookMark | 'masked';
  readonly createdAt: string;
}

/** The rights of the credential on subscriptions. Undefined where the service did not say. */
export interface HookRights {
  readonly view?: boolean;
  readonly edit?: boolean;
  readonly remove?: boolean;
}

/** The outside of a check of an organisation's subscriptions. */
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
  /** Whether the process has just started. */
  isStart: boolean;
}
