/** How to sign in to Azure DevOps. */
export type CredentialSetting =
  | { kind: 'personalAccessToken'; token: string }
  /** The pipeline's own token: may see its own project only. */
  | { kind: 'jobToken'; token: string }
  | { kind: 'servicePrincipal'; tenantId: string; clientId: string; clientSecret: string }
  /** Workload identity federation; `connection` is an Azure Resource Manager service connection. */
  | { kind: 'federated'; tenantId: string; clientId: string; connection?: string }
  /** Azure DevOps Server. */
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'ntlm'; username: string; password: string; domain?: string };

/** What a run was asked to do: inputs, checked and with their defaults. Secrets inside; never printed whole. */
export interface Settings {
  /** As configured, no trailing slash. At least one, but for `mode: check`. */
  organizationUrls: string[];
  credential: CredentialSetting;
  port: { clientId: string; clientSecret: string /** No trailing slash, no /v1. */; baseUrl: string };
  integrationIdentifier: string;
  mode: 'sync' | 'plan' | 'check';
  mapping: { from: 'port' } | { from: 'file'; path: string } | { from: 'inline'; text: string };
  saveMapping: boolean;
  initializePortResources: boolean;
  /** A folder with the user's own blueprints.json and so on. */
  resourcesPath?: string;
  createPortResourcesOrigin?: 'Port' | 'Ocean' | 'Default' | 'Empty';
  sendRawDataExamples: boolean;
  excludedTags: string[];
  /** Environment names that jq may see, with their values. */
  jqEnvironment: Record<string, string>;
  deletions: boolean;
  maxDeletions?: number;
  failOn: 'failure' | 'problems' | 'never';
  /** Requests in flight to one service at the most. */
  maxConcurrency: number;
  /** Seconds */
  requestTimeout: number;
  /** Seconds; the run ends tidily after it. */
  timeLimit?: number;
  /** As the user wrote it, relative to the working directory. */
  summaryDirectory: string;
  artifactName: string;
  proxy?: { url: string; username?: string; password?: string; bypass: string[] };
  certificates?: { ca?: string; cert?: string; key?: string; passphrase?: string };
}
