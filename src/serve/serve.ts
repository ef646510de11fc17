import { version } from '../app/version.ts';
import type { Host } from '../host/types.ts';
import { systemClock } from '../lib/clock.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { ServeSettings, Settings } from '../settings/types.ts';
import { guarded } from './basic-credentials.ts';
import { healthRoutes } from './health.ts';
import { type HttpServer, listen } from './http-server.ts';
import { loadMetrics } from './load-metrics.ts';
import { notDone } from './not-done.ts';
import { createResyncs, type Resyncs } from './resyncs.ts';
import type { Metrics } from './serve-metrics.ts';
import { statusRoutes } from './status-routes.ts';
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
    const resyncs = resyncsFor(settings, own, { host, folder, metrics, ended });
    const view = createView(settings, own, resyncs);
    servers.push(...(await listenOn(own, statusRoutes(view, metrics, host.mask), { host, ended })));
    resyncs?.begin();
    await whenAborted(ended);
    log.info(reasonOf(ended));
    await resyncs?.stop();
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

const resyncsFor = (
  settings: Settings,
  { listener: { type } }: ServeSettings,
  { host, folder, metrics, ended }: Parts,
): Resyncs | undefined => {
  if (type === 'ACTIONS_ONLY')
    host.log.warn('ACTIONS_ONLY: this process does nothing, since actions are not processed here.');
  if (type === 'WEBHOOKS_ONLY')
    host.log.info('WEBHOOKS_ONLY: no resyncs here; another process of the integration does them.');
  if (type === 'ACTIONS_ONLY' || type === 'WEBHOOKS_ONLY') return undefined;
  return createResyncs({ settings, host, folder, clock: systemClock, signal: ended, ended: metrics.ended });
};

const createView = (settings: Settings, own: ServeSettings, resyncs: Resyncs | undefined): (() => View) => {
  const startedAt = systemClock.now();
  return () => ({
    version,
    listener: own.listener.type,
    identifier: settings.integrationIdentifier,
    organisations: settings.organizationUrls,
    startedAt,
    now: systemClock.now(),
    ...(resyncs && { resyncs: resyncs.view() }),
  });
};

/** Probes are for everybody. The status is on a port of its own, or for whoever signs in. */
const listenOn = async (
  { listenPort, status }: ServeSettings,
  statuses: ReturnType<typeof statusRoutes>,
  { host: { log }, ended }: Pick<Parts, 'host' | 'ended'>,
): Promise<HttpServer[]> => {
  const health = healthRoutes(() => !ended.aborted);
  if (!('port' in status)) {
    const server = await listen({ ...health, ...guarded(statuses, status) }, listenPort, log);
    log.info(`Listening on port ${server.port}: probes, and status page and metrics for ${status.username}.`);
    return [server];
  }
  const server = await listen(health, listenPort, log);
  try {
    const own = await listen(
      { ...statuses, 'GET /': statuses['GET /status'] },
      status.port,
      log,
      'statusPort',
    );
    log.info(`Listening on port ${server.port}: probes; on port ${own.port}: /status and /metrics.`);
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
