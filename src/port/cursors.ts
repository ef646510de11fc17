import { zonedTime } from '../lib/values/zoned-time.ts';
import type { Port } from './port.ts';

/** The name of a cursor: a kind's name, and a number from 0 to 2^31 - 1. */
export interface CursorKey {
  kind: string;
  index: number;
}

/** Times that are kept between runs. */
export interface Cursors {
  /** The time that was kept. Undefined where there is none. Throws where that cannot be told. */
  read(key: CursorKey): Promise<Date | undefined>;
  /** Keeps a time. Throws where it was not kept. */
  write(key: CursorKey, time: Date): Promise<void>;
  /** Keeps a time in the place of another one. Does nothing where there is none. */
  change(key: CursorKey, time: Date): Promise<void>;
}

const ROUTE = '/v1/integration/{identifier}/cursor';

/**
 * Cursors in Port: `GET`, `PUT` and, where there is none yet, `POST …/cursor?kind=&index=` with `{primary: time}`.
 * Port's own exporter uses them with the position of a resource as index; they are in no public description.
 */
export function createPortCursors(port: Pick<Port, 'identifier' | 'request'>): Cursors {
  const call = <T>(
    method: 'GET' | 'PUT' | 'POST',
    { kind, index }: CursorKey,
    more: { body?: unknown; allow?: readonly number[] } = {},
  ) =>
    port.request<T>({
      method,
      path: `/v1/integration/${encodeURIComponent(port.identifier)}/cursor`,
      route: ROUTE,
      query: { kind, index: `${index}` },
      ...more,
    });
  /** Undefined where there is none. */
  const change = (key: CursorKey, time: Date) =>
    call<object | undefined>('PUT', key, { body: { primary: time.toISOString() }, allow: [404] });
  return {
    async read(key) {
      const answer = await call<{ cursor?: { primary?: unknown } | null } | undefined>('GET', key, {
        allow: [404],
      });
      const time = zonedTime(answer?.cursor?.primary);
      return Number.isNaN(time) ? undefined : new Date(time);
    },
    async write(key, time) {
      if ((await change(key, time)) === undefined)
        await call('POST', key, { body: { primary: time.toISOString() } });
    },
    async change(key, time) {
      await change(key, time);
    },
  };
}
