import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { EventReading } from '../events/types.ts';
import type { CertificateOptions } from '../http/transport/certificates.ts';
import type { ProxyOptions } from '../http/transport/proxy.ts';
import type { EventListener } from '../inputs/event-listener.ts';
import type { ReadScope } from '../kinds/read-scope.ts';

/** Settings of an always-on process, beside those of its runs. */
export interface ServeSettings {
  listener: EventListener;
  /** Minutes from one scheduled resync to the next. Absent: none is scheduled. */
  resyncInterval?: number;
  /** Minutes from the end of a resync to an incremental one. Absent: there is none except to catch up. */
  incrementalInterval?: number;
  /** The TCP port. 0: any that is free. */
  listenPort: number;
  /** Status page and metrics: on a port of their own (0: any), or on `listenPort` with a sign-in. */
  status: { port: number } | { username: string; password: string };
  /** The sign-in of events. Without a secret everybody may send them. */
  webhook: { username: string; secret?: string };
  /** Subscriptions to events in Azure DevOps, and the address that they send to. Without an address there are none. */
  hooks: { url?: string; isProjectsLimited: boolean };
}

/** Full syncs by a schedule, the first one an interval after its beginning. */
export interface ResyncSchedule {
  /** Milliseconds since 1970. */
  since: number;
  minutes: number;
}

/** All inputs of a run, checked and with their defaults. There are secrets in it: it is never printed whole. */
export interface Settings {
  /** Addresses without trailing slash. At least one, except for `mode: check` and `mode: delete`. */
  organizationUrls: string[];
  credential: CredentialSetting;
  port: { clientId: string; clientSecret: string /** No trailing slash, no /v1. */; baseUrl: string };
  integrationIdentifier: string;
  mode: 'sync' | 'incremental' | 'event' | 'plan' | 'check' | 'delete';
  /** Seconds after which the next incremental run is a full sync (`mode: incremental`). */
  fullEvery: number;
  /** A folder for the cursors of incremental runs, in place of Port. A full sync notes them there, too. */
  stateDirectory?: string;
  /** The changes that the event tells of, or why it tells of none (`mode: event`). */
  event?: EventReading;
  mapping: { from: 'port' } | { from: 'file'; path: string } | { from: 'inline'; text: string };
  saveMapping: boolean;
  /** The folder or file with the user's own sample items (`mode: check`). */
  samples?: string;
  initializePortResources: boolean;
  /** A folder with the user's own blueprints.json and so on. */
  resourcesPath?: string;
  createPortResourcesOrigin?: 'Port' | 'Ocean' | 'Default' | 'Empty';
  sendRawDataExamples: boolean;
  /** The run's scope. */
  scope: ReadScope;
  /** Environment variables that expressions may read. */
  jqEnvironment: Record<string, string>;
  deletions: boolean;
  /** Set where deletions are put off for a run with `mode: delete`. */
  deletionsLater?: true;
  /** The folder or file with what was put off (`mode: delete`). */
  deletionsFrom?: string;
  maxDeletions?: number;
  failOn: 'failure' | 'problems' | 'never';
  /** Requests in flight to one service at the most. */
  maxConcurrency: number;
  /** Seconds without a byte of an answer after which a request is given up. */
  requestTimeout: number;
  /** MB of the largest answer. */
  maxAnswerSize: number;
  /** Seconds after which the run ends tidily. */
  timeLimit?: number;
  /**
   * Seconds to wait for another run, and after which a silent one counts as dead. `giveWay`: to give way is no failure.
   */
  overlap: { wait: number; staleAfter: number; giveWay?: 'skip' };
  /** The path as the user wrote it, relative to the working directory. */
  summaryDirectory: string;
  /** The plan's comment on the pull request that it is made for. */
  pullRequestComment: 'off' | 'identifiers' | 'titles';
  artifactName: string;
  /** Set where the process is always on. */
  serve?: ServeSettings;
  /** The schedule of the always-on process that started this run, which Port is told. */
  schedule?: ResyncSchedule;
  proxy?: ProxyOptions;
  certificates?: CertificateOptions;
}
