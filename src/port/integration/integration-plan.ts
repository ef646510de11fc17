import { UserError } from '../../lib/errors.ts';
import { neededBy } from '../defaults/needed.ts';
import { missingBlueprints } from '../defaults/provision.ts';
import { builtInResources, type DefaultResources } from '../defaults/resources.ts';
import type { Port } from '../port.ts';
import type { Blueprint, Integration } from '../types.ts';
import { APP_TYPE, changes, isBeforeProof, isEmpty, isFromElsewhere, settingsOf } from './own-settings.ts';

/** The integration as the user wants it. */
export interface DesiredIntegration {
  initializePortResources: boolean;
  createPortResourcesOrigin?: Integration['createPortResourcesOrigin'];
  /** The built-in resources, or the user's own. */
  resources: DefaultResources;
  /** The mapping of an input, if given: stored when the integration is created, or by `saveMapping`. */
  document?: Record<string, unknown>;
  saveMapping?: boolean;
  /** The tool's version. */
  version: string;
}

/** The integration as found, and the writes that make it as desired: the same for a run and a plan. */
export interface IntegrationPlan {
  found: Integration | undefined;
  state: 'created' | 'existing' | 'adopted';
  /** Set where a version of this tool before 0.2.0 ran it last, which took more for proven than this one does. */
  beforeProof?: true;
  /** Whether Port sets up resources by itself when it is created. */
  provisionedByPort: boolean;
  /** The body of the POST that creates it. */
  create?: Record<string, unknown>;
  /** The body of the PATCH that makes it ours. */
  patch?: { body: Record<string, unknown>; because: string[] };
  /** A mapping to be stored, and why. */
  store?: { config: Record<string, unknown>; because: string };
  /** Set when default resources are to be set up and marked as such, even if none is missing. */
  initialize?: { missing: readonly Blueprint[] };
}

/**
 * The plan for the integration as it was found. Reads from Port, writes nothing. Throws UserError where the integration
 * is not one of this tool's, or has no mapping.
 */
export const decide = async (
  port: Port,
  desired: DesiredIntegration,
  found: Integration | undefined,
): Promise<IntegrationPlan> => {
  if (found) {
    refuseForeign(found);
    return existing(port, found, desired);
  }
  const provisionedByPort = await portProvisions(port, desired);
  return {
    found,
    state: 'created',
    provisionedByPort,
    create: creation(port.identifier, desired, provisionedByPort),
    ...(provisionedByPort || desired.createPortResourcesOrigin === 'Empty'
      ? {}
      : await initialization(port, desired, desired.document)),
  };
};

/** Throws UserError where the integration is run by Port itself, or is of something else. */
export const refuseForeign = ({ identifier, installationType, installationAppType }: Integration): void => {
  if (installationType && installationType !== 'OnPrem') {
    throw new UserError(
      `The integration "${identifier}" is run by Port itself (${installationType}): two exporters would undo each other’s work.`,
      'Choose another integrationIdentifier, or remove the hosted integration in Port (Data sources) first.',
      { code: 'PCS1401' },
    );
  }
  if (installationAppType && installationAppType.toLowerCase() !== APP_TYPE) {
    throw new UserError(
      `The integration "${identifier}" is not one of Azure DevOps but of ${installationAppType}.`,
      'Choose another integrationIdentifier.',
      { code: 'PCS1401' },
    );
  }
};

const creation = (identifier: string, desired: DesiredIntegration, provisionedByPort: boolean) => {
  const empty = desired.createPortResourcesOrigin === 'Empty';
  return {
    installationId: identifier,
    installationAppType: APP_TYPE,
    version: desired.version,
    changelogDestination: {},
    config: provisionedByPort ? {} : firstMapping(desired, empty),
    actionsProcessingEnabled: false,
    incrementalSyncEnabled: false,
    createPortResourcesOrigin: provisionedByPort ? 'Port' : empty ? 'Empty' : 'Default',
  };
};

const firstMapping = (desired: DesiredIntegration, empty: boolean): Record<string, unknown> =>
  desired.document ?? (empty ? { resources: [] } : desired.resources.mapping);

/**
 * Whether Port sets up its own resources: the organisation has that feature, and the user neither brings nor refuses
 * any.
 */
const portProvisions = async (port: Port, desired: DesiredIntegration): Promise<boolean> => {
  const wanted = desired.createPortResourcesOrigin ?? 'Port';
  if (wanted !== 'Port' || !desired.initializePortResources || desired.document) return false;
  const enabled = await port.request<{ integrations?: string[] } | undefined>({
    method: 'GET',
    path: '/v1/integration/provision-enabled',
    route: '/v1/integration/provision-enabled',
    allow: [403, 404],
  });
  if (!enabled?.integrations?.includes(APP_TYPE)) return false;
  const answer = await port.request<{ organization?: { featureFlags?: string[] } } | undefined>({
    method: 'GET',
    path: '/v1/organization',
    route: '/v1/organization',
    allow: [403, 404],
  });
  return answer?.organization?.featureFlags?.includes('USE_PROVISIONED_DEFAULTS') ?? false;
};

const existing = async (
  port: Port,
  found: Integration,
  desired: DesiredIntegration,
): Promise<IntegrationPlan> => {
  const origin = found.createPortResourcesOrigin;
  const because = changes(found, desired.version);
  const store = mappingToStore({ ...found, identifier: port.identifier }, desired);
  return {
    found,
    state: isFromElsewhere(found, desired.version) ? 'adopted' : 'existing',
    ...(isBeforeProof(found, desired.version) && { beforeProof: true as const }),
    provisionedByPort: origin === 'Port' && isEmpty(found.config) && !desired.document,
    ...(because.length > 0 ? { patch: { body: settingsOf(desired.version), because } } : {}),
    ...(store ? { store } : {}),
    ...(found.arePortResourcesInitialized || origin === 'Port' || origin === 'Empty'
      ? {}
      : await initialization(port, desired, found.config)),
  };
};

const mappingToStore = (found: Integration, desired: DesiredIntegration): IntegrationPlan['store'] => {
  if (desired.document && (desired.saveMapping || isEmpty(found.config))) {
    const same = JSON.stringify(found.config) === JSON.stringify(desired.document);
    if (same || !(desired.saveMapping || desired.initializePortResources)) return undefined;
    return { config: desired.document, because: 'your mapping' };
  }
  const origin = found.createPortResourcesOrigin;
  if (!isEmpty(found.config) || origin === 'Port' || desired.document) return undefined;
  if (origin === 'Empty') return { config: { resources: [] }, because: 'an empty mapping' };
  if (desired.initializePortResources) {
    return { config: desired.resources.mapping, because: 'the default mapping, since it had none' };
  }
  throw new UserError(
    `The integration "${found.identifier}" has no mapping.`,
    'Write one in Port (Data sources), give one by configFile, or set initializePortResources to true.',
    { code: 'PCS1304' },
  );
};

const initialization = async (
  port: Port,
  desired: DesiredIntegration,
  document: unknown,
): Promise<Pick<IntegrationPlan, 'initialize'>> => {
  if (!desired.initializePortResources) return {};
  const missing = missingBlueprints(desired.resources, await port.blueprints());
  const all = isEmpty(document) || desired.resources !== builtInResources;
  return { initialize: { missing: all ? missing : neededBy(document, missing) } };
};
