import type { Transport } from '../../../src/http/types.ts';
import type { RecordedRequest } from '../../emulators/types.ts';

/** Parameters that say which page of a list, and not which list. */
const PAGING = ['$top', 'top', '$skip', 'skip', 'continuationToken'];

/** Numbers of items in the answers, by the request that they answer. */
export interface Seen {
  around(transport: Transport): Transport;
  items(request: Pick<RecordedRequest, 'method' | 'url' | 'requestBody'>): number;
}

const nameOf = (method: string, url: string, body = '') => `${method} ${new URL(url).href} ${body}`;

/** Looks into the answers of a service as they pass. */
export function watchPages(): Seen {
  const seen = new Map<string, number>();
  return {
    around: (transport) => async (request) => {
      const response = await transport(request);
      const [, list] = /"value":\s*(\[)/.exec(response.body.toString('utf8')) ?? [];
      const count = list ? JSON.parse(response.body.toString('utf8')).value.length : 1;
      seen.set(nameOf(request.method, request.url, request.body?.toString()), count);
      return response;
    },
    items: ({ method, url, requestBody }) => seen.get(nameOf(method, url, requestBody)) ?? Number.NaN,
  };
}

/** Route by which requests are counted. */
export const routeOf = ({ method, route }: RecordedRequest): string => `${method} ${route}`;

/**
 * The least number of requests, by route, that give as many items of each list as these have given, in pages of the
 * size that was asked for, or that the service gives at most: what can be known of lists without counting on the
 * organisation.
 */
export function leastFor(requests: readonly RecordedRequest[], seen: Seen): Record<string, number> {
  const lists = new Map<string, { route: string; items: number; size: number }>();
  const largest = new Map<string, number>();
  for (const request of requests) {
    const [url, route] = [new URL(request.url), routeOf(request)];
    const asked = url.searchParams.get('$top') ?? url.searchParams.get('top') ?? Number.POSITIVE_INFINITY;
    for (const name of PAGING) url.searchParams.delete(name);
    const list = lists.get(url.href) ?? { route, items: 0, size: Number(asked) };
    list.items += seen.items(request);
    lists.set(url.href, list);
    largest.set(route, Math.max(largest.get(route) ?? 1, seen.items(request)));
  }
  const least: Record<string, number> = {};
  for (const { route, items, size } of lists.values()) {
    const pages = Math.ceil(items / Math.min(size, largest.get(route) ?? 1));
    least[route] = (least[route] ?? 0) + Math.max(1, pages);
  }
  return least;
}
