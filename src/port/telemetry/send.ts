import type { Port } from '../types.ts';

/** Puts a call into the queue of what may fail. */
export type Add = (what: string, work: (signal: AbortSignal) => Promise<unknown>) => boolean;

/** A call to an address that Port named; `route` is what stands behind the address that Port named. */
export const send = (
  port: Port,
  method: 'POST' | 'PUT',
  base: string,
  route: string,
  body: unknown,
  signal: AbortSignal,
  path = route,
): Promise<unknown> =>
  port.request({
    method,
    path: `${base}${path}`,
    route: `{ingestUrl}${route}`,
    body,
    background: true,
    signal,
  });
