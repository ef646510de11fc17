import { isObject } from '../../../../src/azure-devops/shape.ts';
import {
  type AzureDevOps,
  AzureDevOpsError,
  type Call,
  Page,
  type Paging,
} from '../../../../src/azure-devops/types.ts';

type Query = Record<string, string>;
/** Answer of a route: JSON, bytes, or a failure. Lists are cut into pages by what the request asks for. */
export type Answer = unknown | ((query: Query, body: unknown) => unknown);
/** `/_apis/projects` → answer; a path is as it goes over the wire. A route that is not there fails the test. */
export type Routes = Record<string, Answer>;

export interface Fake {
  devops: AzureDevOps;
  /** Each request as `GET /path?query`, in the order asked; bodies follow the query. */
  requests: string[];
  routes: Routes;
}

/** An answer that is an error of the service's; without a code one of something on the way. */
export const failing = (status: number, code?: string, number?: string) => () => {
  throw { status, code, number };
};

const causes = { 401: 'credential', 403: 'permission', 404: 'missing', 400: 'refused' } as const;

export function createFake(routes: Routes, name = 'northpeak'): Fake {
  const requests: string[] = [];

  const ask = async (call: Call, added: Record<string, unknown> = {}, method = 'GET', body?: unknown) => {
    const query = Object.fromEntries(
      Object.entries({ ...call.query, ...added })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)]),
    );
    const path = `/${call.path.encoded.replace(/^\//, '')}`;
    const written = new URLSearchParams(query).toString();
    requests.push(
      `${method} ${path}${written && `?${written}`}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    if (!(path in routes)) throw new Error(`the test has no answer for ${method} ${path}?${written}`);
    try {
      const answer = routes[path];
      return structuredClone(typeof answer === 'function' ? answer(query, body) : answer);
    } catch (failure) {
      const { status, code, number = code } = failure as { status?: number; code?: string; number?: string };
      if (status === undefined) throw failure;
      throw new AzureDevOpsError(`${call.what}: ${status}`, {
        status,
        cause: causes[status as keyof typeof causes] ?? 'unavailable',
        call: { what: call.what, route: call.path.route },
        code,
        ...(/^(TF|VS)\d+$/.test(number ?? '') && { number }),
        isOwn: code !== undefined,
      });
    }
  };

  async function* pages(call: Call, paging: Paging, property: string | readonly string[] = 'value') {
    const method = call.body === undefined ? 'GET' : 'POST';
    for (let start = 0; ; ) {
      const parameters = pageParameters(paging, start);
      const inBody = paging.style === 'token' && paging.inBody;
      const answer = inBody
        ? await ask(call, {}, method, { ...(call.body as object), ...parameters })
        : await ask(call, parameters, method, call.body);
      const all = (Array.isArray(answer)
        ? answer
        : listIn(answer as Query, [property].flat())) as unknown as unknown[];
      const size = paging.style === 'single' ? Number.POSITIVE_INFINITY : (paging.size ?? 2);
      const items = all.slice(start, start + size);
      yield new Page(items, JSON.stringify(items).length);
      start += items.length;
      const over = paging.style === 'skip' ? items.length < size : start >= all.length;
      if (over) return;
    }
  }

  const devops: AzureDevOps = {
    organisation: { url: `https://dev.azure.com/${name}`, name, hosting: 'services' },
    get: async (call) => whole(call, await ask(call)) as never,
    post: (call) => ask(call, {}, 'POST', call.body) as Promise<never>,
    write: async () => {
      throw new Error('nothing is written here');
    },
    bytes: async (call) => Buffer.from((await ask(call)) as string | Uint8Array),
    pages: pages as AzureDevOps['pages'],
    firstAnswer: () => undefined,
    stats: () => {
      throw new Error('not asked for here');
    },
  };
  return { devops, requests, routes };
}

/** An answer as the client takes it: one that is no object is an error. */
function whole(call: Call, answer: unknown): unknown {
  if (isObject(answer) || (answer === undefined && call.mayBeNone)) return answer;
  throw new AzureDevOpsError(`${call.what}: no object`, {
    status: 200,
    cause: 'malformed',
    call: { what: call.what, route: call.path.route },
  });
}

const listIn = (answer: Query, names: readonly string[]) =>
  answer[names.find((name) => name in answer) ?? ''];

function pageParameters(paging: Paging, start: number): Record<string, unknown> {
  if (paging.style === 'single') return {};
  const size = { [paging.sizeParameter ?? '$top']: paging.size };
  if (paging.style === 'skip') return { ...size, [paging.skipParameter ?? '$skip']: start };
  return { ...size, [paging.tokenParameter ?? 'continuationToken']: start === 0 ? undefined : start };
}
