import { UserError } from '../lib/errors.ts';
import { isObject } from './answers.ts';
import { neededBy } from './defaults/needed.ts';
import { missingBlueprints } from './defaults/provision.ts';
import { builtInResources, type DefaultResources } from './defaults/resources.ts';
import type { Blueprint, Integration, Port } from './types.ts';

/** What the user wants of the integration. */
export interface IntegrationWish {
  initializePortResources: boolean;
  createPortResourcesOrigin?: Integration['createPortResourcesOrigin'];
  /** The built-in resources, or the user's own. */
  resources: DefaultResources;
  /** The user's own mapping where an input gave one; stored when the integration is created, or by `saveMapping`. */
  document?: Record<string, unknown>;
  saveMapping?: boolean;
  /** This tool's version. */
  version: string;
}

/** What there is, and what has to be done to it: the same for a run and for a plan. */
export interface IntegrationPlan {
  found: Integration | undefined;
  state: 'created' | 'existing' | 'adopted';
  /** A version of this tool before 0.2.0 ran it last, which took more for proven than this one does. */
  beforeProof?: true;
  /** Resources are set up by Port itself on creation. */
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

const appType = 'azure-devops';
const OWN_MODE = 'ocean-core';

/**
 * Decides by the integration as it was found, and reads what else it takes. Writes nothing. Throws UserError where it
 * is not ours to run.
 */
export const decide = async (
  port: Port,
  wish: IntegrationWish,
  found: Integration | undefined,
): Promise<IntegrationPlan> => {
  if (found) {
    refuseForeign(found);
    return existing(port, found, wish);
  }
  const provisionedByPort = await portProvisions(port, wish);
  return {
    found,
    state: 'created',
    provisionedByPort,
    create: creation(port.identifier, wish, provisionedByPort),
    ...(provisionedByPort || wish.createPortResourcesOrigin === 'Empty'
      ? {}
      : await initialization(port, wish, wish.document)),
  };
};

const refuseForeign = ({ identifier, installationType, installationAppType }: Integration): void => {
  if (installationType && installationType !== 'OnPrem') {
    throw new UserError(
      `The integration "${identifier}" is run by Port itself (${installationType}): two exporters would undo each other’s work.`,
      'Choose another integrationIdentifier, or remove the hosted integration in Port (Data sources) first.',
      { code: 'PCS1401' },
    );
  }
  if (installationAppType && installationAppType.toLowerCase() !== appType) {
    throw new UserError(
      `The integration "${identifier}" is not one of Azure DevOps but of ${installationAppType}.`,
      'Choose another integrationIdentifier.',
      { code: 'PCS1401' },
    );
  }
};

const creation = (identifier: string, wish: IntegrationWish, provisionedByPort: boolean) => {
  const empty = wish.createPortResourcesOrigin === 'Empty';
  return {
    installationId: identifier,
    installationAppType: appType,
    version: wish.version,
    changelogDestination: {},
    config: provisionedByPort ? {} : firstMapping(wish, empty),
    actionsProcessingEnabled: false,
    incrementalSyncEnabled: false,
    createPortResourcesOrigin: provisionedByPort ? 'Port' : empty ? 'Empty' : 'Default',
  };
};

const firstMapping = (wish: IntegrationWish, empty: boolean): Record<string, unknown> =>
  wish.document ?? (empty ? { resources: [] } : wish.resources.mapping);

/** Port sets up resources of its own where the organisation has that, and the user neither brings nor refuses any. */
const portProvisions = async (port: Port, wish: IntegrationWish): Promise<boolean> => {
  const wanted = wish.createPortResourcesOrigin ?? 'Port';
  if (wanted !== 'Port' || !wish.initializePortResources || wish.document) return false;
  const enabled = await port.request<{ integrations?: string[] } | undefined>({
    method: 'GET',
    path: '/v1/integration/provision-enabled',
    route: '/v1/integration/provision-enabled',
    allow: [403, 404],
  });
  if (!enabled?.integrations?.includes(appType)) return false;
  const answer = await port.request<{ organization?: { featureFlags?: string[] } } | undefined>({
    method: 'GET',
    path: '/v1/organization',
    route: '/v1/organization',
    allow: [403, 404],
  });
  return answer?.organization?.featureFlags?.includes('USE_PROVISIONED_DEFAULTS') ?? false;
};

const existing = async (port: Port, found: Integration, wish: IntegrationWish): Promise<IntegrationPlan> => {
  const origin = found.createPortResourcesOrigin;
  const because = changes(found, wish.version);
  const store = mappingToStore(found, wish);
  return {
    found,
    state: isFromElsewhere(found, wish.version) ? 'adopted' : 'existing',
    ...(isBeforeProof(found, wish.version) && { beforeProof: true as const }),
    provisionedByPort: origin === 'Port' && isEmpty(found.config) && !wish.document,
    ...(because.length > 0 ? { patch: { body: settingsOf(wish.version), because } } : {}),
    ...(store ? { store } : {}),
    ...(found.arePortResourcesInitialized || origin === 'Port' || origin === 'Empty'
      ? {}
      : await initialization(port, wish, found.config)),
  };
};

/** How this tool runs: no live events, no actions, and mapping done here and not by Port’s own processor. */
const settingsOf = (version: string) => ({
  installationAppType: appType,
  version,
  changelogDestination: {},
  actionsProcessingEnabled: false,
  incrementalSyncEnabled: false,
  processingMode: OWN_MODE,
});

const changes = (found: Integration, version: string): string[] => {
  const all: [boolean, string][] = [
    [found.installationAppType !== appType, `its type is set to ${appType}`],
    [found.version !== version, `its version goes from ${found.version ?? 'none'} to ${version}`],
    [!isEmpty(found.changelogDestination), 'its live events are switched off'],
    [found.actionsProcessingEnabled === true, 'its processing of actions is switched off'],
    [found.incrementalSyncEnabled === true, 'its incremental sync is switched off'],
  ];
  const mode = ownMode(found);
  return [...all.flatMap(([differs, text]) => (differs ? [text] : [])), ...(mode ? [mode.because] : [])];
};

/** What makes an integration one that is mapped here, if it is not. */
export const ownMode = ({ processingMode = OWN_MODE }: Pick<Integration, 'processingMode'>) =>
  processingMode === OWN_MODE
    ? undefined
    : {
        body: { processingMode: OWN_MODE },
        because: `its processing mode goes from ${processingMode} to ${OWN_MODE}: this tool maps the entities itself, Port’s own processor no longer does`,
      };

const mappingToStore = (found: Integration, wish: IntegrationWish): IntegrationPlan['store'] => {
  if (wish.document && (wish.saveMapping || isEmpty(found.config))) {
    const same = JSON.stringify(found.config) === JSON.stringify(wish.document);
    if (same || !(wish.saveMapping || wish.initializePortResources)) return undefined;
    return { config: wish.document, because: 'your mapping' };
  }
  const origin = found.createPortResourcesOrigin;
  if (!isEmpty(found.config) || origin === 'Port' || wish.document) return undefined;
  if (origin === 'Empty') return { config: { resources: [] }, because: 'an empty mapping' };
  if (wish.initializePortResources) {
    return { config: wish.resources.mapping, because: 'the default mapping, since it had none' };
  }
  throw new UserError(
    `The integration "${found.identifier}" has no mapping.`,
    'Write one in Port (Data sources), give one by configFile, or set initializePortResources to true.',
    { code: 'PCS1304' },
  );
};

const initialization = async (
  port: Port,
  wish: IntegrationWish,
  document: unknown,
): Promise<Pick<IntegrationPlan, 'initialize'>> => {
  if (!wish.initializePortResources) return {};
  const missing = missingBlueprints(wish.resources, await port.blueprints());
  const all = isEmpty(document) || wish.resources !== builtInResources;
  return { initialize: { missing: all ? missing : neededBy(document, missing) } };
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0);

/**
 * Whether another exporter ran it last. Its traces: settings that this tool never leaves, or a version beyond this
 * tool's own (Port's exporter for Azure DevOps is at 0.12).
 */
const isFromElsewhere = (found: Integration, version: string): boolean =>
  found.processingMode === 'dsp' ||
  found.actionsProcessingEnabled === true ||
  !isEmpty(found.changelogDestination) ||
  isBeyond(found.version ?? '0', version);

/** Versions of this tool that took an answer for a whole list without proof. */
const BEFORE_PROOF = ['0.1.0'];

const isBeforeProof = (found: Integration, version: string): boolean =>
  BEFORE_PROOF.includes(found.version ?? '') && found.version !== version && !isFromElsewhere(found, version);

const isBeyond = (version: string, other: string): boolean =>
  version.localeCompare(other, 'en', { numeric: true }) > 0;
