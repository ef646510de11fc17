import { version } from '../app/version.ts';
import type { Host } from '../host/types.ts';
import { systemClock } from '../lib/async/clock.ts';
import { append } from '../lib/collections/append.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { ServeSettings, Settings } from '../settings/types.ts';
import { createEvents, type Events } from './events/events.ts';
import { createHooks, type Hooks, type HooksOptions } from './hooks/hooks.ts';
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
 * The always-on process: small, and there until it is told to end. It answers probes and knows when a resync is due.
 * Each resync is a process of its own. Resolves when all has ended, for the reason of `ended`. Throws UserError where
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
    const { resyncs, events, hooks } = await workFor(settings, own, { host, folder, metrics, ended });
    const view = createView(settings, own, { resyncs, events, hooks });
    const statuses = statusRoutes(view, metrics, host.mask);
    append(servers, await listenOn(own, { statuses, events }, { host, ended }));
    hooks?.begin();
    resyncs?.begin();
    await whenAborted(ended);
    log.info(reasonOf(ended));
    await Promise.all([resyncs?.stop(), events?.stop(), hooks?.stop()]);
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
  hooks: Hooks | undefined;
}

/** The parts that the listener asks for. Each is told of the others. */
const workFor = async (settings: Settings, own: ServeSettings, parts: Parts): Promise<Work> => {
  const { host, folder, metrics, ended } = parts;
  const { type } = own.listener;
  if (type === 'ACTIONS_ONLY')
    host.log.warn('ACTIONS_ONLY: this process does nothing, since actions are not processed here.');
  if (type === 'WEBHOOKS_ONLY')
    host.log.info('WEBHOOKS_ONLY: no resyncs here; another process of the integration does them.');
  if (type === 'ACTIONS_ONLY') return { resyncs: undefined, events: undefined, hooks: undefined };
  const shared = { settings, host, folder, clock: systemClock, signal: ended };
  const catchUp = createCatchUp({
    ...shared,
    log: host.log,
    ask: type === 'WEBHOOKS_ONLY' ? undefined : () => work.resyncs?.ask('catch-up'),
  });
  const work: Work = {
    hooks: hooksFor(own, { ...shared, catchUp }),
    events: createEvents({
      ...shared,
      own,
      temporary: await folder.forEvents(),
      received: metrics.received,
      applied: metrics.applied,
      refuses: () => work.hooks?.refuses() ?? true,
      catchUp,
    }),
    resyncs:
      type === 'WEBHOOKS_ONLY'
        ? undefined
        : createResyncs({
            ...shared,
            began() {
              work.events?.resyncBegins();
              work.hooks?.check();
            },
            ended(resync) {
              metrics.ended(resync);
              work.events?.resyncEnded();
              // The first resync makes the integration. Its mapping says what is to be subscribed.
              if (work.hooks?.view().failures) work.hooks.check();
            },
          }),
  };
  return work;
};

/** The subscriptions. Undefined without an address: there are none to keep. */
const hooksFor = (own: ServeSettings, options: Omit<HooksOptions, 'own'>): Hooks | undefined => {
  const { log } = options.host;
  const { url } = own.hooks;
  if (url?.startsWith('http:') && own.webhook.secret)
    log.warn('The baseUrl is no https address: Azure DevOps sends a password by https alone.');
  if (url !== undefined) return createHooks({ own, ...options });
  log.info(
    'There is no baseUrl (OCEAN__BASE_URL): no subscriptions are made in Azure DevOps. Those that are there go on.',
  );
  return undefined;
};

const createView = (
  settings: Settings,
  own: ServeSettings,
  { resyncs, events, hooks }: Work,
): (() => View) => {
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
    ...(hooks && { hooks: hooks.view() }),
  });
};

/**
 * The servers. Probes are for everybody, events for whoever has their secret. The status has a port of its own, or is
 * for whoever signs in.
 */
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
