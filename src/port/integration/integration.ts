import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';
import { isObject } from '../answers.ts';
import { readResources } from '../defaults/files.ts';
import { describeExtras, provision } from '../defaults/provision.ts';
import { builtInResources, type DefaultResources } from '../defaults/resources.ts';
import type { Port } from '../port.ts';
import { PortError } from '../port-error.ts';
import type { Blueprint, Integration } from '../types.ts';
import { type DesiredIntegration, decide, type IntegrationPlan } from './integration-plan.ts';
import { isEmpty, ownMode } from './own-settings.ts';

/** The resources that a first run sets up: those of the user's own folder, or the built-in ones. */
export const resourcesFor = (folder: string | undefined): Promise<DefaultResources> =>
  folder === undefined ? Promise.resolve(builtInResources) : readResources(folder);

/** An integration ready for a run. */
export interface OpenIntegration {
  integration: Integration;
  state: 'created' | 'existing' | 'adopted';
  /** The mapping that Port holds now, which a run without one of its own uses. */
  config: Record<string, unknown>;
  /** The origin of the mapping. `default`: stored by this run, since there was none. */
  configOrigin: 'port' | 'default';
  /** Everything that was set up or changed, in words. */
  actions: string[];
  warnings: string[];
}

export interface OpenOptions extends DesiredIntegration {
  clock: Clock;
  log: Log;
  signal?: AbortSignal;
}

/**
 * Finds or creates the integration and sets it up, by a plan that was decided before, or now. Throws UserError where it
 * is not one of this tool's or has no mapping, PortError where Port refuses.
 */
export const openIntegration = async (
  port: Port,
  options: OpenOptions,
  decided?: IntegrationPlan,
): Promise<OpenIntegration> => {
  const plan = decided ?? (await decide(port, options, await port.integration()));
  const actions: string[] = [];
  const warnings: string[] = [];

  let integration = plan.found ?? (await create(port, plan));
  if (plan.create) {
    actions.push(`created the integration "${port.identifier}"`);
    const mode = await modeToSet(port, integration);
    if (mode) {
      integration = { ...integration, ...(await port.patchIntegration(mode.body)) };
      actions.push(mode.because);
    }
  }
  if (plan.provisionedByPort) {
    integration = await provisioned(port, options);
    actions.push('Port set up its own default resources and mapping');
  }
  if (plan.patch) {
    integration = { ...integration, ...(await port.patchIntegration(plan.patch.body)) };
    actions.push(...plan.patch.because);
  }
  if (plan.store) {
    if (plan.found && isEmpty(plan.found.config)) await expectNoMapping(port);
    await port.storeMapping(plan.store.config);
    integration = { ...integration, config: plan.store.config };
    actions.push(`stored ${plan.store.because}`);
  }
  if (plan.initialize) {
    const done = await provision(port, options.resources, plan.initialize.missing, options.log);
    await port.patchIntegration({ arePortResourcesInitialized: true });
    actions.push(...done.actions);
    warnings.push(...done.warnings);
  }
  const config = integration.config ?? {};
  return { integration, state: plan.state, config, configOrigin: originOf(plan, options), actions, warnings };
};

/** Throws where the integration has a mapping after all: one answer without it must not replace it. */
async function expectNoMapping(port: Port): Promise<void> {
  const again = await port.integration();
  if (again && isEmpty(again.config)) return;
  throw new PortError('GET /v1/integration/{identifier} was answered without a mapping, and then with one.', {
    status: 200,
    cause: 'malformed',
    route: '/v1/integration/{identifier}',
    hint: 'Something on the way may change answers, or give old ones. Nothing was stored: run it again.',
  });
}

const create = (port: Port, plan: IntegrationPlan): Promise<Integration> =>
  port.createIntegration(
    plan.create ?? {},
    plan.provisionedByPort ? { integration_modes: 'create_resources' } : undefined,
  );

/** The patch of a new integration that Port gave the mode of its own processor, which would map everything again. */
const modeToSet = async (port: Port, created: Integration): Promise<ReturnType<typeof ownMode>> =>
  ownMode(created.processingMode === undefined ? ((await port.integration()) ?? created) : created);

const originOf = (plan: IntegrationPlan, desired: DesiredIntegration): 'port' | 'default' =>
  !desired.document && (plan.store || (plan.create && !plan.provisionedByPort)) ? 'default' : 'port';

const polls = 30;
const firstWait = 3_000;
const waitGrowth = 1.55;
/** The longest wait between polls, ms. Without it the waits would soon grow to hours. */
const longestWait = 60_000;

/** The integration once Port has set up its own resources, which is when it has a mapping. */
const provisioned = async (port: Port, { clock, log, signal }: OpenOptions): Promise<Integration> => {
  let wait = firstWait;
  for (let poll = 0; poll < polls; poll += 1) {
    const integration = await port.integration();
    if (isObject(integration?.config) && Object.keys(integration.config).length > 0) return integration;
    log.info(`Port is setting up its default resources; asking again in ${Math.round(wait / 1000)} s.`);
    await clock.sleep(wait, signal);
    wait = Math.min(wait * waitGrowth, longestWait);
  }
  throw new PortError('Port has not finished setting up its default resources.', {
    cause: 'unavailable',
    route: '/v1/integration/{identifier}',
    hint: 'Run again later, or set OCEAN__CREATE_PORT_RESOURCES_ORIGIN to Default to use the mapping and blueprints built in here.',
  });
};

/** The integration as a sync would find it and set it up. */
export interface PlannedIntegration {
  integration: Integration | undefined;
  state: 'would-be-created' | 'existing' | 'adopted';
  /** Everything that a sync would set up, in words. */
  setup: string[];
  /** The mapping that a sync would use; undefined where Port itself would provide it. */
  config: Record<string, unknown> | undefined;
  configOrigin: 'port' | 'default';
  /** Blueprints that a sync would create first; the plan assumes that they exist. */
  newBlueprints: readonly Blueprint[];
  /** The steps that `openIntegration` carries out. */
  plan: IntegrationPlan;
}

/** The decisions of `openIntegration` without any of its writes. */
export const planIntegration = async (
  port: Port,
  desired: DesiredIntegration,
  found: Integration | undefined,
): Promise<PlannedIntegration> => {
  const plan = await decide(port, desired, found);
  const { create: body, patch, store, initialize, provisionedByPort } = plan;
  const missing = initialize?.missing ?? [];
  const config = store?.config ?? (provisionedByPort ? undefined : (body?.config ?? found?.config));
  return {
    integration: found,
    state: plan.state === 'created' ? 'would-be-created' : plan.state,
    setup: [
      ...(body ? [`create the integration "${port.identifier}"`] : []),
      ...(provisionedByPort ? ['let Port set up its own default resources and mapping'] : []),
      ...(patch?.because ?? []),
      ...(store ? [`store ${store.because}`] : []),
      ...missing.map(({ identifier }) => `create the blueprint ${identifier}`),
      ...describeExtras(desired.resources, missing).map((what) => `create the ${what}`),
    ],
    config: config as Record<string, unknown> | undefined,
    configOrigin: originOf(plan, desired),
    newBlueprints: missing,
    plan,
  };
};
