import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { HttpResponse, RouteStats, ServiceRequest } from '../types.ts';

/** A request as it was sent; without a response where transport failed. */
export interface SentRequest {
  request: ServiceRequest;
  bytesSent: number;
  /** The time until the end of the answer. */
  ms: number;
  response?: HttpResponse;
}

/** Counts of requests, in all and by route. */
export interface Statistics {
  record(sent: SentRequest): void;
  retried(): void;
  totals(): {
    requests: number;
    retries: number;
    bytesSent: number;
    bytesReceived: number;
    routes: RouteStats[];
  };
}

export function createStatistics(): Statistics {
  const routes = new Map<string, RouteStats>();
  let retries = 0;
  let bytesSent = 0;
  const sum = (of: (route: RouteStats) => number) =>
    [...routes.values()].reduce((total, r) => total + of(r), 0);

  return {
    record({ request: { method, route }, bytesSent: sent, ms, response }) {
      const entry = getOrCreate(routes, `${method} ${route}`, () => ({
        route,
        method,
        requests: 0,
        failures: 0,
        bytesReceived: 0,
        seconds: 0,
      }));
      entry.requests++;
      if (!response || response.status < 200 || response.status > 299) entry.failures++;
      entry.bytesReceived += response?.wireBytes ?? 0;
      entry.seconds += ms / 1000;
      bytesSent += sent;
    },
    retried() {
      retries++;
    },
    totals: () => ({
      requests: sum((route) => route.requests),
      retries,
      bytesSent,
      bytesReceived: sum((route) => route.bytesReceived),
      routes: [...routes.values()].map((route) => ({ ...route })),
    }),
  };
}
