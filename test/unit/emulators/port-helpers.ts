import type { Blueprint } from '../../../src/port/types.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { createPortEmulator, oceanDatasource } from '../../emulators/port/emulator.ts';
import type { PortEmulatorOptions } from '../../emulators/port/types.ts';

export const exporter = oceanDatasource('ours');

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An emulator and a client that says what it likes. */
export const setUp = (options: Partial<PortEmulatorOptions> = {}) => {
  const clock = virtualClock();
  const port = createPortEmulator({ clock, ...options });
  const transport = port.transport(clock);
  let token = '';

  const send = async (method: Method, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await transport({
      method,
      url: `https://api.port.test${path}`,
      headers: { authorization: `Bearer ${token}`, 'user-agent': exporter, ...headers },
      timeout: 60_000,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(response.body.toString()) };
  };

  const login = async () => {
    const { clientId, clientSecret } = port;
    const answer = await send('POST', '/v1/auth/access_token', { clientId, clientSecret });
    token = answer.body.accessToken;
    return answer;
  };

  const upsert = (blueprint: string, entities: unknown[], query = '') =>
    send('POST', `/v1/blueprints/${blueprint}/entities/bulk?upsert=true${query}`, { entities });

  const search = (blueprint: string, rules: unknown[], more: object = {}) =>
    send('POST', `/v1/blueprints/${blueprint}/entities/search`, {
      query: { combinator: 'and', rules },
      ...more,
    });

  const remove = (blueprint: string, entities: string[], dependents: boolean) =>
    send('POST', `/v1/blueprints/${blueprint}/bulk/entities/delete?delete_dependents=${dependents}`, {
      entities,
    });

  return { clock, port, send, login, upsert, search, remove };
};

export const rule = (property: string, operator: string, value: unknown) => ({ property, operator, value });

export const project: Blueprint = {
  identifier: 'project',
  title: 'Project',
  schema: {
    properties: { link: { type: 'string', format: 'url' }, state: { type: 'string' } },
    required: [],
  },
  relations: {},
};

export const item: Blueprint = {
  identifier: 'item',
  title: 'Item',
  schema: {
    properties: {
      effort: { type: 'number' },
      type: { type: 'string', enum: ['Bug', 'Task'] },
      created: { type: 'string', format: 'date-time' },
      tags: { type: 'array', items: { type: 'string' } },
      name: { type: 'string' },
    },
    required: ['name'],
  },
  relations: {
    project: { target: 'project', required: true, many: false },
    parent: { target: 'item', required: false, many: false },
    watches: { target: 'project', required: false, many: true },
  },
  mirrorProperties: { projectTitle: { path: 'project.$title' } },
};

/** Signed in, with both blueprints and two projects of ours. */
export const withCatalog = async (options: Partial<PortEmulatorOptions> = {}) => {
  const all = setUp(options);
  all.port.seedBlueprints([item, project]);
  all.port.seedEntities(exporter, [
    { identifier: 'p1', blueprint: 'project', title: 'One' },
    { identifier: 'p2', blueprint: 'project', title: 'Two' },
  ]);
  await all.login();
  return all;
};
