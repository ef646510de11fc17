import type { CredentialSetting } from '../azure-devops/sign-in/credentials.ts';
import type { EventReading } from '../events/types.ts';
import type { CertificateOptions } from '../http/transport/certificates.ts';
import type { ProxyOptions } from '../http/transport/proxy.ts';
import type { EventListener } from '../inputs/event-listener.ts';
import type { ReadScope } from '../kinds/read-scope.ts';

/** What an always-on process does besides its runs. */
export interface ServeSettings {
  listener: EventListener;
  /** Minutes from one scheduled resync to the next; without it none is scheduled. */
  resyncInterval?: number;
  /** Minutes from the end of a resync to an incremental one; without it none is made but to catch up. */
  incrementalInterval?: number;
  /** 0: any that is free. */
  listenPort: number;
  /** Where the status page and the metrics are: on a port of their own (0: any), or on `listenPort` for whoever signs in. */
  status: { port: number } | { username: string; password: string };
  /** What events have to sign in with; without a secret everybody may send them. */
  webhook: { username: string; secret?: string };
  /** Subscriptions that are kept in Azure DevOps, with the address that they send to; without it there are none. */
  hooks: { url?: string; isProjectsLimited: boolean };
}

/** Full syncs by a schedule, the first one an interval after its beginning. */
export interface ResyncSchedule {
  /** Milliseconds since 1970. */
  since: number;
  minutes: number;
}

/** What a run was asked to do: inputs, checked and with their defaults. Secrets inside; never printed whole. */
export interface Settings {
  /** As configured, no trailing slash. At least one, but for `mode: check`; none for `mode: delete`. */
  organizationUrls: string[];
  credential: CredentialSetting;
  port: { clientId: string; clientSecret: string /** No trailing slash, no /v1. */; baseUrl: string };
  integrationIdentifier: string;
  mode: 'sync' | 'incremental' | 'event' | 'plan' | 'check' | 'delete';
  /** `mode: incremental`: seconds after which the next run is a full sync. */
  fullEvery: number;
  /** A folder for the cursors of incremental runs, where Port is not to keep them; a full sync notes them there, too. */
  stateDirectory?: string;
  /** `mode: event`: what an event says has changed, or why it says nothing. */
  event?: EventReading;
  mapping: { from: 'port' } | { from: 'file'; path: string } | { from: 'inline'; text: string };
  saveMapping: boolean;
  /** `mode: check`: a folder or file with the user's own sample items. */
  samples?: string;
  initializePortResources: boolean;
  /** A folder with the user's own blueprints.json and so on. */
  resourcesPath?: string;
  createPortResourcesOrigin?: 'Port' | 'Ocean' | 'Default' | 'Empty';
  sendRawDataExamples: boolean;
  /** What the run covers. */
  scope: ReadScope;
  /** Environment names that jq may see, with their values. */
  jqEnvironment: Record<string, string>;
  deletions: boolean;
  /** What would be deleted is put off, for a run with `mode: delete`. */
  deletionsLater?: true;
  /** `mode: delete`: the folder or file with what was put off. */
  deletionsFrom?: string;
  maxDeletions?: number;
  failOn: 'failure' | 'problems' | 'never';
  /** Requests in flight to one service at the most. */
  maxConcurrency: number;
  /** Seconds */
  requestTimeout: number;
  /** MB that one answer may have. */
  maxAnswerSize: number;
  /** Seconds; the run ends tidily after it. */
  timeLimit?: number;
  /** What to do while another run of the integration is at work; seconds. `giveWay`: to do so is no failure. */
  overlap: { wait: number; staleAfter: number; giveWay?: 'skip' };
  /** As the user wrote it, relative to the working directory. */
  summaryDirectory: string;
  /** What a plan tells the pull request that it is made for. */
  pullRequestComment: 'off' | 'identifiers' | 'titles';
  artifactName: string;
  /** Where the process is always on. */
  serve?: ServeSettings;
  /** Of the always-on process that started this run: when it syncs. Port is told. */
  schedule?: ResyncSchedule;
  proxy?: ProxyOptions;
  certificates?: CertificateOptions;
}
