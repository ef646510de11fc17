import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { Settings } from '../../src/settings/types.ts';

/** The integration of a run in the tests. */
export const identifier = 'my-azure-devops-integration';

const defaults: Settings = {
  organizationUrls: ['https://dev.azure.com/contoso'],
  credential: { kind: 'personalAccessToken', token: 'emulated-token' },
  port: {
    clientId: 'emulated-client',
    clientSecret: 'emulated-client-secret',
    baseUrl: 'https://api.getport.io',
  },
  integrationIdentifier: identifier,
  mode: 'sync',
  fullEvery: 86_400,
  mapping: { from: 'port' },
  saveMapping: false,
  initializePortResources: true,
  sendRawDataExamples: false,
  scope: EVERYTHING,
  jqEnvironment: {},
  deletions: true,
  failOn: 'failure',
  maxConcurrency: 16,
  requestTimeout: 60,
  maxAnswerSize: 64,
  overlap: { wait: 600, staleAfter: 3600 },
  summaryDirectory: 'port-sync-summary',
  artifactName: 'port-sync-summary',
  pullRequestComment: 'off',
};

/** The settings of a run between both emulators, with what a test wants otherwise. */
export const testSettings = (changed: Partial<Settings> = {}): Settings => ({ ...defaults, ...changed });
