import { type Service, TransportError } from '../../../src/http/types.ts';
import type { Clock } from '../../../src/lib/async/clock.ts';
import type { Log } from '../../../src/lib/log.ts';
import { createPort } from '../../../src/port/client.ts';
import type { Port } from '../../../src/port/port.ts';
import type { Blueprint } from '../../../src/port/types.ts';
import { type VirtualClock, virtualClock } from '../../emulators/kit/clock.ts';
import { createPortEmulator } from '../../emulators/port/emulator.ts';
import type { PortEmulator, PortEmulatorOptions } from '../../emulators/port/types.ts';

export const baseUrl = 'https://api.getport.io';
export const identifier = 'my-azure-devops-integration';
export const version = '0.1.0';
export const runId = 'run-1';

/** A service without throttle: repeats once what may be repeated, after a reset or when told to come again. */
export const plainService = (emulator: PortEmulator, clock: Clock): Service => {
  const transport = emulator.transport(clock);
  const none = {
    requests: 0,
    retries: 0,
    bytesSent: 0,
    bytesReceived: 0,
    peakConcurrency: 1,
    meanConcurrencyAllowed: 1,
  };
  return {
    name: 'port',
    stats: () => ({ name: 'port', ...none, waits: [], routes: [] }),
    send: async ({ method, url, headers = {}, body, idempotent, signal }) => {
      const once = () =>
        transport({
          method,
          url,
          headers: { 'content-type': 'application/json', ...headers },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          timeout: 60_000,
          ...(signal ? { signal } : {}),
        });
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof TransportError) || error.code === 'aborted' || !idempotent) throw error;
        return once();
      }
    },
  };
};

export interface Lines extends Log {
  readonly lines: string[];
}

export const recordingLog = (): Lines => {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    group: () => () => {},
    progress: write('progress'),
  };
};

export interface PortAndClient {
  clock: VirtualClock;
  emulator: PortEmulator;
  log: Lines;
  port: Port;
  secrets: string[];
  /** Requests to Port by `METHOD route`, access tokens left out. */
  counts(): Record<string, number>;
}

/** An emulated organisation and a client for it. */
export const portAndClient = (
  options: Partial<PortEmulatorOptions> & { client?: Partial<Parameters<typeof createPort>[0]> } = {},
): PortAndClient => {
  const { client, ...emulated } = options;
  const clock = virtualClock();
  const emulator = createPortEmulator({ clock, ...emulated });
  const log = recordingLog();
  const secrets: string[] = [];
  const port = createPort({
    service: plainService(emulator, clock),
    baseUrl,
    identifier,
    clientId: emulator.clientId,
    clientSecret: emulator.clientSecret,
    version,
    runId,
    clock,
    log,
    announceSecret: (secret) => secrets.push(secret),
    ...client,
  });
  return {
    clock,
    emulator,
    log,
    port,
    secrets,
    counts: () => {
      const { 'POST /v1/auth/access_token': _, ...rest } = emulator.counts();
      return rest;
    },
  };
};

export const blueprint = (
  name: string,
  properties: Record<string, unknown> = { count: { type: 'number' } },
  relations: Blueprint['relations'] = {},
): Blueprint => ({ identifier: name, title: name, schema: { properties, required: [] }, relations });

export const flags = { merge: true, createMissingRelatedEntities: false };

/** `service-0`, `service-1`, … */
export const services = (count: number, more: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => ({
    identifier: `service-${index}`,
    blueprint: 'service',
    title: `Service ${index}`,
    ...more,
  }));

export const collect = async <T>(pages: AsyncIterable<T[]>): Promise<T[]> => {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
};
