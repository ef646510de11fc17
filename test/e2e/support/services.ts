import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/lib/async/clock.ts';
import {
  type AzureDevOpsEmulator,
  createAzureDevOpsEmulator,
  createOrganisation,
  type OrganisationOptions,
} from '../../emulators/azure-devops/index.ts';
import { createPortEmulator } from '../../emulators/port/emulator.ts';
import type { PortEmulator, PortEmulatorOptions } from '../../emulators/port/types.ts';

export const token = 'p'.repeat(52);
export const secret = 'emulated-client-secret';

export interface Services {
  azureDevOps: AzureDevOpsEmulator;
  port: PortEmulator;
  /** The organisation's URL on loopback. */
  organizationUrl: string;
  /** The inputs that a run needs and no more. */
  inputs: { organizationUrls: string; personalAccessToken: string } & PortInputs;
  portInputs: PortInputs;
}

type PortInputs = {
  portBaseUrl: string;
  portClientId: string;
  portClientSecret: string;
};

/** Both services on loopback until the test ends. */
export async function startServices(
  test: TestContext,
  options: {
    organisation?: Partial<OrganisationOptions>;
    azureDevOps?: Partial<Parameters<typeof createAzureDevOpsEmulator>[0]>;
    port?: Partial<PortEmulatorOptions>;
  } = {},
): Promise<Services> {
  const organisation = createOrganisation({
    seed: 1,
    name: 'contoso',
    scale: 'demo',
    ...options.organisation,
  });
  const azureDevOps = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock: systemClock,
    credentials: [{ kind: 'pat', token }],
    ...options.azureDevOps,
  });
  const port = createPortEmulator({ clock: systemClock, ...options.port });
  const servers = [await azureDevOps.listen(), await port.listen()] as const;
  test.after(() => Promise.all(servers.map((server) => server.close())));
  const organizationUrl = `${servers[0].url}/contoso`;
  const portInputs = {
    portBaseUrl: servers[1].url,
    portClientId: 'emulated-client',
    portClientSecret: secret,
  };
  return {
    azureDevOps,
    port,
    organizationUrl,
    inputs: { organizationUrls: organizationUrl, personalAccessToken: token, ...portInputs },
    portInputs,
  };
}

/** Entities by blueprint. */
export const countsOf = (port: PortEmulator): Record<string, number> =>
  Object.fromEntries(
    Object.entries(port.catalog()).map(([blueprint, entities]) => [blueprint, Object.keys(entities).length]),
  );
