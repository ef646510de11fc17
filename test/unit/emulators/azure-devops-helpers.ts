import type { HttpResponse } from '../../../src/http/types.ts';
import {
  type AzureDevOpsEmulatorOptions,
  createAzureDevOpsEmulator,
  createOrganisation,
  type OrganisationOptions,
} from '../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';

export const today = new Date('2026-11-23T00:00:00Z');

export const core = 'https://dev.azure.com/northpeak';
export const graph = 'https://vssps.dev.azure.com/northpeak';
export const entitlements = 'https://vsaex.dev.azure.com/northpeak';
export const release = 'https://vsrm.dev.azure.com/northpeak';
export const advsec = 'https://advsec.dev.azure.com/northpeak';

export const basic = (token: string, user = '') =>
  `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;

export interface Answer extends HttpResponse {
  /** The parsed body; its type is the test's business. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  json: any;
  /** The body as it came. */
  text: string;
  token: string | undefined;
}

export type Parameters = Record<string, string | number | boolean>;

export interface Ask {
  query?: Parameters;
  /** 7.1 unless given; null for none at all. */
  version?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An organisation, its service, and a client that asks as ours does, but for what a test changes. */
export const serve = (
  organisationOptions: OrganisationOptions = {},
  options: Partial<AzureDevOpsEmulatorOptions> = {},
) => {
  const clock = virtualClock({ start: today.getTime() });
  const organisation = createOrganisation({ now: today, ...organisationOptions });
  const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock, ...options });
  const transport = emulator.transport(clock);
  const ask = async (
    url: string,
    { query = {}, version = '7.1', body, headers = {} }: Ask = {},
  ): Promise<Answer> => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    if (version !== null) search.set('api-version', version);
    const response = await transport({
      method: body === undefined ? 'GET' : 'POST',
      url: `${url}?${search}`,
      headers: { authorization: basic('token'), accept: 'application/json', ...headers },
      timeout: 60_000,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = response.body.toString('utf8');
    const isJson = response.headers['content-type']?.includes('json');
    return {
      ...response,
      text,
      json: isJson ? JSON.parse(text.replace(/^\ufeff/, '')) : undefined,
      token: response.headers['x-ms-continuationtoken'],
    };
  };
  return { clock, organisation, emulator, ask };
};

export type Served = ReturnType<typeof serve>;
