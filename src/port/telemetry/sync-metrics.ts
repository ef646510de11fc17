import type { Port } from '../types.ts';
import {
  type EventOrigin,
  eventOf,
  type KindMetrics,
  kindIdentifierOf,
  type MetricsSubject,
  noMetrics,
  type SyncState,
} from './metrics.ts';
import { type Add, send } from './send.ts';

/** The calls that tell Port the state of a sync. All of them only enter the queue. */
export interface SyncMetrics {
  /** Tells that subjects are in this state, after all that was told before. */
  post(subjects: readonly MetricsSubject[], state: SyncState): void;
  /** Announces one as syncing, whatever is still to be told of others. */
  announce(subject: MetricsSubject): void;
  /** Tells how one subject stands. */
  put(subject: MetricsSubject, state: SyncState, counts: KindMetrics): void;
  heartbeat(): void;
}

/** `base` is undefined where Port takes no metrics. */
export const createSyncMetrics = (
  port: Port,
  base: string | undefined,
  origin: EventOrigin,
  add: Add,
): SyncMetrics => {
  const post = (subjects: readonly MetricsSubject[], state: SyncState, lane?: string) => {
    if (base === undefined || subjects.length === 0) return;
    const syncKindsMetrics = subjects.map((subject) => eventOf(origin, subject, state, noMetrics));
    const body = { syncKindsMetrics };
    add('sync metrics', (signal) => send(port, 'POST', base, '/syncMetrics', body, signal), lane);
  };
  return {
    post: (subjects, state) => post(subjects, state),
    announce: (subject) => post([subject], 'syncing', kindIdentifierOf(subject)),
    put: (subject: MetricsSubject, state: SyncState, counts: KindMetrics) => {
      if (base === undefined) return;
      const body = { syncKindMetrics: eventOf(origin, subject, state, counts) };
      const kind = kindIdentifierOf(subject);
      const path = `/syncMetrics/resync/${encodeURIComponent(origin.runId)}/kind/${encodeURIComponent(kind)}`;
      const route = '/syncMetrics/resync/{eventId}/kind/{kindIdentifier}';
      add('sync metrics', (signal) => send(port, 'PUT', base, route, body, signal, path), kind);
    },
    heartbeat: () => {
      if (base === undefined) return;
      const body = { eventId: origin.runId };
      add('heartbeat', (signal) => send(port, 'POST', base, '/heartbeat', body, signal), 'heartbeat');
    },
  };
};
