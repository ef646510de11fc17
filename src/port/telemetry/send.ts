import type { Port } from '../types.ts';
import type { BestEffortQueue } from './queue.ts';

/** Puts a call into the queue of what may fail. */
export type Add = BestEffortQueue['add'];

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
