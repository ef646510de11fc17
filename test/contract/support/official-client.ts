import dns from 'node:dns';
import { mock } from 'node:test';
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import type { ClientApiBase } from 'azure-devops-node-api/ClientApiBases.js';
import {
  type AzureDevOpsEmulator,
  type AzureDevOpsEmulatorOptions,
  createAzureDevOpsEmulator,
  createOrganisation,
  type Organisation,
  type OrganisationOptions,
} from '../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { type TypeInfo, unreadable } from './type-info.ts';

export interface Served {
  emulator: AzureDevOpsEmulator;
  organisation: Organisation;
  client: WebApi;
  close(): Promise<void>;
}

const today = new Date(Date.UTC(2026, 0, 5));

/** A test run of the emulator on loopback, and Microsoft's client before it. */
export async function serveOfficial(
  hosting: 'services' | 'server',
  options: Partial<AzureDevOpsEmulatorOptions> = {},
  organisationOptions: OrganisationOptions = {},
): Promise<Served> {
  const organisation = createOrganisation({ now: today, ...organisationOptions });
  const clock = virtualClock({ start: today.getTime() });
  const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock, ...options });
  const { url, port, close } = await emulator.listen();
  const base = hosting === 'services' ? `http://dev.azure.com:${port}` : url;
  const client = new WebApi(`${base}/${organisation.name}`, getPersonalAccessTokenHandler('token'), {
    keepAlive: true,
  });
  return { emulator, organisation, client, close };
}

/** Name resolution of the process: from now on every name is this machine's, and no proxy of the environment is used. */
export function ownHosts(): void {
  delete process.env.HTTP_PROXY;
  const lookup = (_: string, { all }: dns.LookupOptions, told: (...answer: unknown[]) => void) => {
    const address = { address: '127.0.0.1', family: 4 };
    process.nextTick(() => (all ? told(null, [address]) : told(null, address.address, address.family)));
  };
  mock.method(dns, 'lookup', lookup as typeof dns.lookup);
}

/** Details that the client does not hand on: the last answer's token, and values that it could not read. */
export interface Heard {
  token: string | undefined;
  /** `status: nothing like "finished" in BuildStatus`, each once. */
  unread: Set<string>;
}

/** Listens to what an API of the client reads, before it turns it into its own types. */
export function listenTo(api: ClientApiBase): Heard {
  const heard: Heard = { token: undefined, unread: new Set() };
  const { rest } = api;
  const get = rest.get.bind(rest);
  rest.get = async (...asked: Parameters<typeof rest.get>) => {
    const response = await get(...asked);
    const { 'x-ms-continuationtoken': token } = response.headers as Record<string, string | undefined>;
    heard.token = token;
    return response as never;
  };
  const format = api.formatResponse.bind(api);
  api.formatResponse = (data: unknown, type: TypeInfo | null, isCollection: boolean) => {
    const read = isCollection && data ? (data as { value?: unknown }).value : data;
    if (type) for (const one of unreadable(read, type)) heard.unread.add(one);
    return format(data, type, isCollection);
  };
  return heard;
}

/** Items of one list: more than any has here. */
const most = 5_000;

/** All pages of a list that the client asks for by token. */
export async function byToken<T, K extends string | number>(
  heard: Heard,
  read: (token: K | undefined) => Promise<readonly T[]>,
  form: (token: string) => K,
): Promise<T[]> {
  const all = [...(await read(undefined))];
  while (heard.token !== undefined) {
    if (all.length > most) throw new Error('The pages do not end.');
    all.push(...(await read(form(heard.token))));
  }
  return all;
}

/** All pages of a list that the client asks for by number. */
export async function bySkip<T>(
  size: number,
  read: (top: number, skip: number) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await read(size, all.length);
    if (page.length === 0) return all;
    if (all.length > most) throw new Error('The pages do not end.');
    all.push(...page);
  }
}
