import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { BareClient } from './figures.ts';
import type { ServiceProcess } from './services.ts';

/**
 * Speed of a client that only asks and throws the answer away: the upper bound of what a run can get from the
 * emulators.
 */
const PARALLEL = 32;
const SECONDS = 1.5;

type Ask = (path: string, method: string, headers: Record<string, string>, body?: string) => Promise<Buffer>;

const createAsk = (url: string): Ask => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: PARALLEL });
  return (path, method, headers, body) =>
    new Promise((resolve, reject) => {
      const request = http.request(new URL(path, url), { agent, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      request.on('error', reject);
      request.end(body);
    });
};

async function rate(
  service: string,
  request: string,
  items: number,
  ask: () => Promise<unknown>,
): Promise<BareClient> {
  await ask();
  const end = performance.now() + SECONDS * 1000;
  let count = 0;
  const begun = performance.now();
  const client = async () => {
    while (performance.now() < end) {
      await ask();
      count++;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, client));
  const requestsPerSecond = count / ((performance.now() - begun) / 1000);
  return { service, request, requestsPerSecond, itemsPerSecond: requestsPerSecond * items };
}

const json = { 'content-type': 'application/json', 'accept-encoding': 'gzip' };

export async function bareAzureDevOps({ url }: ServiceProcess): Promise<BareClient[]> {
  const ask = createAsk(url);
  const headers = { ...json, authorization: `Basic ${Buffer.from(`:${'a'.repeat(52)}`).toString('base64')}` };
  const answer = async (path: string, method = 'GET', body?: string) =>
    JSON.parse(gunzipSync(await ask(path, method, headers, body)).toString());
  const { value } = await answer('/contoso/_apis/projects?api-version=7.1');
  const query = JSON.stringify({ query: 'SELECT [System.Id] FROM WorkItems' });
  const base = `/contoso/${value[0].id}/_apis/wit`;
  const { workItems } = await answer(`${base}/wiql?api-version=7.1&$top=200`, 'POST', query);
  const ids = workItems.map(({ id }: { id: number }) => id);
  const batch = `${base}/workitems?ids=${ids.join(',')}&$expand=all&errorPolicy=omit&api-version=7.1`;
  return [
    await rate('Azure DevOps', 'a project', 1, () =>
      ask(`/contoso/_apis/projects/${value[0].id}?api-version=7.1`, 'GET', headers),
    ),
    await rate('Azure DevOps', `${ids.length} work items`, ids.length, () => ask(batch, 'GET', headers)),
  ];
}

/** Writes entities: for a Port that nothing else is measured on. */
export async function barePort({ url }: ServiceProcess): Promise<BareClient[]> {
  const ask = createAsk(url);
  const credentials = JSON.stringify({ clientId: 'emulated-client', clientSecret: 'emulated-client-secret' });
  const { accessToken } = JSON.parse(
    (await ask('/v1/auth/access_token', 'POST', plain, credentials)).toString(),
  );
  const headers = {
    ...json,
    authorization: `Bearer ${accessToken}`,
    'user-agent': 'port-ocean/azure-devops/0.1.0/bench/exporter',
  };
  let next = 0;
  const entity = () => ({
    identifier: `entity-${next++}`,
    title: 'An entity of ordinary size',
    properties: { state: 'Committed', reason: 'Moved', description: 'A sentence or two. '.repeat(30) },
    relations: {},
  });
  const bulk = () => JSON.stringify({ entities: Array.from({ length: 20 }, entity) });
  const path = '/v1/blueprints/azureDevopsWorkItem/entities/bulk?upsert=true&merge=true';
  return [await rate('Port', 'a bulk of 20', 20, () => ask(path, 'POST', headers, bulk()))];
}

const plain = { 'content-type': 'application/json' };
