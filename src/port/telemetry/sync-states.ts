import type { Clock } from '../../lib/async/clock.ts';
import type { Port } from '../port.ts';
import { PortError } from '../port-error.ts';
import {
  type EventOrigin,
  eventOf,
  type KindMetrics,
  kindIdentifierOf,
  type MetricsSubject,
  noMetrics,
  runtime,
  type SubjectState,
} from './metrics.ts';
import { type Add, send as sendTo } from './send.ts';

/**
 * Tells Port how the resources of a run stand. States that come while a call is on its way, or soon after one, wait and
 * go out together. Of each resource only the latest does.
 */
export interface SyncStates {
  /** Tells that these wait, and that the run is at work: Port knows no other state of what it was not told of so. */
  announce(subjects: readonly MetricsSubject[]): void;
  /** Tells how a resource stands from now on. What is still to be told of it is superseded. */
  tell(subject: MetricsSubject, state: SubjectState, counts?: KindMetrics): void;
  heartbeat(): void;
  /** Sends what waits, and nothing by itself from now on. */
  close(): void;
}

/** Milliseconds from one call with states to the next: people look no more often, and the end waits for one at most. */
const interval = 2_000;

interface Told {
  subject: MetricsSubject;
  state: SubjectState;
  event: Record<string, unknown>;
}

/** `base` is undefined where Port takes no metrics. */
export const createSyncStates = (
  port: Port,
  base: string | undefined,
  origin: EventOrigin,
  clock: Clock,
  add: Add,
): SyncStates => {
  const closed = new AbortController();
  const waiting = createWaiting();
  let sentAt = Number.NEGATIVE_INFINITY;
  let scheduled = false;
  const sendStates = createStateSender(port, base ?? '', origin);

  const told = (subject: MetricsSubject, state: SubjectState, counts = noMetrics): Told => ({
    subject,
    state,
    event: eventOf(origin, subject, state, counts),
  });

  const send = (take: () => readonly Told[]) => {
    const work = async (signal: AbortSignal) => {
      const states = take();
      if (states.length === 0) return;
      sentAt = clock.now();
      await sendStates(states, signal);
    };
    if (base !== undefined) add('sync metrics', work, 'sync metrics');
  };

  const sendLater = async () => {
    if (scheduled || closed.signal.aborted) return;
    scheduled = true;
    await clock.sleep(Math.max(0, sentAt + interval - clock.now()), closed.signal);
    scheduled = false;
    send(waiting.take);
  };

  return {
    announce: (subjects) => {
      const states = [...subjects.map((subject) => told(subject, 'pending')), told(runtime, 'syncing')];
      sentAt = clock.now();
      send(() => states);
    },
    tell: (subject, state, counts) => {
      waiting.put(told(subject, state, counts));
      // The wait rejects only when this is closed.
      sendLater().catch(() => {});
    },
    heartbeat: () => {
      if (base === undefined) return;
      const body = { eventId: origin.runId };
      add('heartbeat', (signal) => sendTo(port, 'POST', base, '/heartbeat', body, signal), 'heartbeat');
    },
    close: () => {
      closed.abort();
      send(waiting.take);
    },
  };
};

/** States that wait, the latest of each resource, in the order in which they were told. */
const createWaiting = () => {
  const waiting = new Map<string, Told>();
  return {
    put(told: Told): void {
      const kind = kindIdentifierOf(told.subject);
      waiting.delete(kind);
      waiting.set(kind, told);
    },
    take(): Told[] {
      const states = [...waiting.values()];
      waiting.clear();
      return states;
    },
  };
};

/**
 * A function that sends states as one list. Port's exporters send a list for resources that wait, and the state of the
 * run as one of one; Port was not seen to take other states so. Where it refuses such a list, each goes out in the
 * exporters' way: by an address of its own.
 */
const createStateSender = (port: Port, base: string, origin: EventOrigin) => {
  let takesLists = true;

  const post = (states: readonly Told[], signal: AbortSignal) =>
    sendTo(
      port,
      'POST',
      base,
      '/syncMetrics',
      { syncKindsMetrics: states.map(({ event }) => event) },
      signal,
    );

  const put = ({ subject, event }: Told, signal: AbortSignal) => {
    const kind = encodeURIComponent(kindIdentifierOf(subject));
    const path = `/syncMetrics/resync/${encodeURIComponent(origin.runId)}/kind/${kind}`;
    const route = '/syncMetrics/resync/{eventId}/kind/{kindIdentifier}';
    return sendTo(port, 'PUT', base, route, { syncKindMetrics: event }, signal, path);
  };

  const sendApart = async (states: readonly Told[], signal: AbortSignal) => {
    const pending = states.filter(({ state }) => state === 'pending');
    const special = states.filter(({ subject }) => subject.kind.startsWith('__'));
    const others = states.filter((told) => !pending.includes(told) && !special.includes(told));
    if (pending.length > 0) await post(pending, signal);
    await Promise.all(others.map((told) => put(told, signal)));
    for (const told of special) await post([told], signal);
  };

  return async (states: readonly Told[], signal: AbortSignal): Promise<void> => {
    if (takesLists)
      try {
        await post(states, signal);
        return;
      } catch (error) {
        if (!isRefused(error)) throw error;
        takesLists = false;
      }
    await sendApart(states, signal);
  };
};

/** Statuses that tell of the credential, the load or a gateway, not of what was sent. */
const ofAnyRequest = [401, 408, 429, 502, 503, 504];

const isRefused = (error: unknown): boolean =>
  error instanceof PortError && error.status !== undefined && !ofAnyRequest.includes(error.status);
