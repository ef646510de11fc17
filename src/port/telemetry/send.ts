import type { Port } from '../port.ts';
import type { BestEffortQueue } from './queue.ts';

/** Puts a call into the best-effort queue. */
export type Add = BestEffortQueue['add'];

/** A call to an address that Port named (`base`). `route`: the path behind it, with placeholders. */
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
