import { createAzureDevOps } from '../../../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../../../src/azure-devops/organisation.ts';
import type { AzureDevOps } from '../../../../src/azure-devops/types.ts';
import { createService } from '../../../../src/http/service/service.ts';
import { silent } from '../../../../src/lib/log.ts';
import {
  type AzureDevOpsEmulator,
  createAzureDevOpsEmulator,
  createOrganisation,
  type Organisation,
  type OrganisationOptions,
} from '../../../emulators/azure-devops/index.ts';
import { type VirtualClock, virtualClock } from '../../../emulators/kit/clock.ts';
import type { FaultRule, RecordedRequest } from '../../../emulators/types.ts';
import { type ReadResult, read, type Wanted } from './read.ts';

export interface EmulatedRead extends ReadResult {
  /** Numbers of requests by `METHOD route`. */
  counts: Record<string, number>;
  requests: readonly RecordedRequest[];
  organisation: Organisation;
}

export interface EmulatedOptions extends Omit<OrganisationOptions, 'now'> {
  faults?: readonly FaultRule[];
  /** Done to the organisation before it is read. */
  prepare?(organisation: Organisation): void;
  pageSizes?: Parameters<typeof createAzureDevOpsEmulator>[0]['pageSizes'];
  /** Milliseconds that every answer takes. */
  latency?: number;
  /** Patterns of the input `projects`. */
  projects?: string[];
}

/** The client that a run has, on an emulated organisation. */
export function clientOf(
  emulator: AzureDevOpsEmulator,
  { name }: Organisation,
  clock: VirtualClock,
): AzureDevOps {
  const service = createService({
    ...{ name: 'Azure DevOps', transport: emulator.transport(clock), clock, log: silent },
    ...{ maxConcurrency: 8, requestTimeoutSeconds: 60, random: () => 0 },
    authorize: async () => ({ authorization: `Basic ${Buffer.from(':token').toString('base64')}` }),
  });
  return createAzureDevOps({ organisation: parseOrganisationUrl(`https://dev.azure.com/${name}`), service });
}

/** Reads some resources of an emulated organisation through the engine that a run uses. */
export async function readEmulated(
  wanted: readonly Wanted[],
  { faults = [], prepare, pageSizes, latency = 0, projects = [], ...options }: EmulatedOptions = {},
): Promise<EmulatedRead> {
  const clock = virtualClock();
  const now = new Date(clock.now());
  const organisation = createOrganisation({ now, ...options });
  prepare?.(organisation);
  const emulator = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock,
    ...(pageSizes && { pageSizes }),
  });
  emulator.faults = [...faults];
  emulator.latency = latency;
  const devops = clientOf(emulator, organisation, clock);
  const result = await read({ devops }, wanted, { now, projects });
  return { ...result, counts: emulator.counts(), requests: emulator.requests, organisation };
}

/** A route that a Server, or this organisation, does not have, in the service's own words. */
export const without = (route: string): FaultRule => ({
  match: (_, label) => label === route.replace(/^[A-Z]+ /, ''),
  fault: {
    type: 'status',
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: "The controller for path '/' was not found or does not implement IController.",
  },
  times: Number.POSITIVE_INFINITY,
});

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
