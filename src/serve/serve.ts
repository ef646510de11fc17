import { version } from '../app/version.ts';
import type { Host } from '../host/types.ts';
import { append } from '../lib/append.ts';
import { systemClock } from '../lib/clock.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { ServeSettings, Settings } from '../settings/types.ts';
import { createEvents, type Events } from './events/events.ts';
import { guarded } from './http/basic-credentials.ts';
import { healthRoutes } from './http/health.ts';
import { type HttpServer, listen } from './http/http-server.ts';
import { notDone } from './not-done.ts';
import { createCatchUp } from './resyncs/catch-up.ts';
import { createResyncs, type Resyncs } from './resyncs/resyncs.ts';
import { loadMetrics } from './status/load-metrics.ts';
import type { Metrics } from './status/serve-metrics.ts';
import { statusRoutes } from './status/status-routes.ts';
import type { View } from './view.ts';
import { openWorkFolder, type WorkFolder } from './work-folder.ts';

/**
 * The always-on process: small, and there until it is told to end. It answers probes and knows when a resync is due;
 * each resync is a process of its own. Resolves when all has ended, for the reason of `ended`. Throws UserError where
 * it cannot begin.
 */
export async function serve(settings: Settings, host: Host, ended: AbortSignal): Promise<void> {
  const { serve: own } = settings;
  if (!own) throw new Error('There are no settings of an always-on process.');
  const { log } = host;
  log.info(`Port Catalog Sync ${version} is always on (${own.listener.type}).`);
  for (const words of notDone(host.environment, own.listener)) log.info(words);
  const metrics = await loadMetrics();
  const folder = await openWorkFolder();
  const servers: HttpServer[] = [];
  try {
    const { resyncs, events } = await workFor(settings, own, { host, folder, metrics, ended });
    const view = createView(settings, own, { resyncs, events });
    const statuses = statusRoutes(view, metrics, host.mask);
    append(servers, await listenOn(own, { statuses, events }, { host, ended }));
    resyncs?.begin();
    await whenAborted(ended);
    log.info(reasonOf(ended));
    await Promise.all([resyncs?.stop(), events?.stop()]);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await folder.remove().catch(() => {});
  }
  log.info('Ended.');
}

interface Parts {
  host: Host;
  folder: WorkFolder;
  metrics: Metrics;
  ended: AbortSignal;
}

interface Work {
  resyncs: Resyncs | undefined;
  events: Events | undefined;
}

/** What the listener asks for. Each is told of the other. */
const workFor = async (settings: Settings, own: ServeSettings, parts: Parts): Promise<Work> => {
  const { host, folder, metrics, ended } = parts;
  const { type } = own.listener;
  if (type === 'ACTIONS_ONLY')
    host.log.warn('ACTIONS_ONLY: this process does nothing, since actions are not processed here.');
  if (type === 'WEBHOOKS_ONLY')
    host.log.info('WEBHOOKS_ONLY: no resyncs here; another process of the integration does them.');
  if (type === 'ACTIONS_ONLY') return { resyncs: undefined, events: undefined };
  const shared = { settings, host, folder, clock: systemClock, signal: ended };
  const catchUp = createCatchUp({
    ...shared,
    log: host.log,
    ask: type === 'WEBHOOKS_ONLY' ? undefined : () => work.resyncs?.ask('catch-up'),
  });
  const work: Work = {
    events: createEvents({
      ...shared,
      own,
      temporary: await folder.forEvents(),
      received: metrics.received,
      applied: metrics.applied,
      catchUp,
    }),
    resyncs:
      type === 'WEBHOOKS_ONLY'
        ? undefined
        : createResyncs({
            ...shared,
            began: () => work.events?.resyncBegins(),
            ended(resync) {
              metrics.ended(resync);
              work.events?.resyncEnded();
            },
          }),
  };
  return work;
};

const createView = (settings: Settings, own: ServeSettings, { resyncs, events }: Work): (() => View) => {
  const startedAt = systemClock.now();
  return () => ({
    version,
    listener: own.listener.type,
    identifier: settings.integrationIdentifier,
    organisations: settings.organizationUrls,
    startedAt,
    now: systemClock.now(),
    ...(resyncs && { resyncs: resyncs.view() }),
    ...(events && { events: events.view() }),
  });
};

/** Probes are for everybody, events for whoever has their secret. The status is on a port of its own, or for whoever signs in. */
const listenOn = async (
  { listenPort, status }: ServeSettings,
  { statuses, events }: { statuses: ReturnType<typeof statusRoutes>; events: Events | undefined },
  { host: { log }, ended }: Pick<Parts, 'host' | 'ended'>,
): Promise<HttpServer[]> => {
  const open = { ...healthRoutes(() => !ended.aborted), ...events?.routes };
  const what = events ? 'probes, events' : 'probes';
  if (!('port' in status)) {
    const server = await listen({ ...open, ...guarded(statuses, status) }, listenPort, log);
    log.info(
      `Listening on port ${server.port}: ${what}, and status page and metrics for ${status.username}.`,
    );
    return [server];
  }
  const server = await listen(open, listenPort, log);
  try {
    const all = { ...statuses, 'GET /': statuses['GET /status'] };
    const own = await listen(all, status.port, log, { input: 'statusPort' });
    log.info(`Listening on port ${server.port}: ${what}; on port ${own.port}: /status and /metrics.`);
    return [server, own];
  } catch (error) {
    await server.close();
    throw error;
  }
};

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Cancelled ? reason.message : `The process ends: ${messageOf(reason)}`;
