import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { systemClock } from '../../src/lib/async/clock.ts';
import {
  createAzureDevOpsEmulator,
  createOrganisation,
  type Items,
  type Place,
} from '../../test/emulators/azure-devops/index.ts';
import { createPortEmulator } from '../../test/emulators/port/emulator.ts';
import type { EmulatedRequest } from '../../test/emulators/types.ts';
import { startServing, token } from './serving.ts';

/** An always-on process between both emulators, which are in this one. */
export interface Scene {
  /** Id of the always-on process. */
  pid: number;
  items: readonly Place<Items['work-item']>[];
  /** Changes an item, and sends the event of it as the service does, again where it is told to come again. */
  change(index: number, title: string): Promise<void>;
  /** Times at which titles were written to Port, ms since 1970. */
  written: ReadonlyMap<string, number>;
  /** Titles of the catalog, by the number of the item. */
  titles(): Map<number, string>;
  /** Answers so far, by status. */
  answers: Record<number, number>;
  /** Requests to both services so far. */
  requests(): { azureDevOps: number; port: number };
  metrics(): Promise<string>;
  close(): Promise<void>;
}

const unlimited = { bulk: 1e9, search: 1e9, blueprint: 1e9, single: 1e9, other: 1e9 };
const PROJECTS = 4;

const blueprint = {
  identifier: 'workItem',
  title: 'Work item',
  schema: { properties: { state: { type: 'string' }, changed: { type: 'string' } } },
  relations: {},
};

/** Throws where its first resync does not succeed. */
export async function openScene(bundle: string, workItems: number): Promise<Scene> {
  const scale = {
    ...{ projects: PROJECTS, workItemsPerProject: Math.ceil(workItems / PROJECTS) },
    ...{ teamsPerProject: 1, repositoriesPerProject: 1, buildsPerProject: 0, users: 5, extraGroups: 0 },
  };
  const organisation = createOrganisation({ name: 'contoso', scale, time: Date.now });
  const azureDevOps = createAzureDevOpsEmulator({
    organisations: [organisation],
    clock: systemClock,
    credentials: [{ kind: 'pat', token }],
    record: 'counts',
  });
  const port = createPortEmulator({ clock: systemClock, record: 'counts', rateLimits: unlimited });
  port.seedBlueprints([blueprint]);
  const written = noteTitles(port.faults);
  const servers = [await azureDevOps.listen(), await port.listen()] as const;
  const url = `${servers[0].url}/contoso`;
  const secret = randomBytes(16).toString('hex');
  const started = await startServing(bundle, { url, portUrl: servers[1].url, secret });
  const authorization = `Basic ${Buffer.from(`port:${secret}`).toString('base64')}`;
  const answers: Record<number, number> = {};
  const send = sender(started.port, authorization, answers);
  // Some are listed, and cannot be read.
  const readable = titlesOf(port.entities());
  const items = [...organisation.all('work-item')].filter(({ item }) => readable.has(item.id));
  return {
    pid: started.pid,
    items,
    written,
    answers,
    async change(index, title) {
      const place = items[index % items.length] as Place<Items['work-item']>;
      place.update({ title });
      await send(updated(place.item, url));
    },
    titles: () => titlesOf(port.entities()),
    requests: () => ({ azureDevOps: sum(azureDevOps.counts()), port: sum(port.counts()) }),
    metrics: async () => (await fetch(`http://127.0.0.1:${started.statusPort}/metrics`)).text(),
    async close() {
      await started.end();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);

const titlesOf = (entities: readonly { identifier: string; title?: unknown }[]): Map<number, string> =>
  new Map(entities.map(({ identifier, title }) => [Number(identifier), String(title)]));

/** Times at which titles came to Port with entities. The rule never matches: it only hears all requests. */
const noteTitles = (faults: ReturnType<typeof createPortEmulator>['faults']): Map<string, number> => {
  const written = new Map<string, number>();
  faults.push({
    match: ({ body }: EmulatedRequest) => {
      for (const [, title = ''] of body.toString('latin1').matchAll(/"title":"(event [\w ]+)"/g))
        if (!written.has(title)) written.set(title, systemClock.now());
      return false;
    },
    fault: { type: 'status', status: 500 },
  });
  return written;
};

/** `resource.id` is the number of the update, as the service has it. */
const updated = ({ id, project }: Items['work-item'], url: string): string =>
  JSON.stringify({
    subscriptionId: '5f4a0a6e-1c3c-4b0e-8d3e-5a0b6f1f4a11',
    notificationId: 1,
    eventType: 'workitem.updated',
    publisherId: 'tfs',
    message: { text: 'Somebody changed a work item.' },
    resource: { id: 2, workItemId: id, rev: 2, fields: { 'System.Title': { newValue: 'x'.repeat(500) } } },
    resourceVersion: '1.0',
    resourceContainers: {
      collection: { baseUrl: `${url}/` },
      project: { id: project.id, baseUrl: `${url}/` },
    },
  });

/** Milliseconds after which the service sends again what was not taken: 503, or no answer. */
const AGAIN = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000);

/** Milliseconds that an answer may take. */
const ANSWER_MS = 30_000;

const sender = (port: number, authorization: string, answers: Record<number, number>) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const post = (body: string): Promise<number> =>
    new Promise((resolve) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const sent = request(
        { port, host: '127.0.0.1', path: '/integration/webhook', method: 'POST', agent, headers },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      // An event that is not answered in time is sent again, as the service does.
      sent.setTimeout(ANSWER_MS, () => sent.destroy());
      sent.on('error', () => resolve(0));
      sent.on('close', () => resolve(0));
      sent.end(body);
    });
  return async (body: string): Promise<void> => {
    for (const ms of [0, ...AGAIN]) {
      if (ms > 0) await systemClock.sleep(ms);
      const status = await post(body);
      answers[status] = (answers[status] ?? 0) + 1;
      if (status === 200) return;
      if (status !== 503 && status !== 0) throw new Error(`An event was answered with ${status}.`);
    }
    throw new Error('An event was sent away nine times.');
  };
};
