import { version } from '../app/version.ts';
import type { Host } from '../host/types.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import type { Settings } from '../settings/types.ts';
import { healthRoutes } from './health.ts';
import { listen } from './http-server.ts';
import { notDone } from './not-done.ts';
import { createResyncs } from './resyncs.ts';
import { openWorkFolder } from './work-folder.ts';

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
  const folder = await openWorkFolder();
  try {
    const server = await listen(
      healthRoutes(() => !ended.aborted),
      own.listenPort,
      log,
    );
    log.info(`Listening on port ${server.port}.`);
    const resyncs = resyncsFor(settings, host, folder, ended);
    await whenAborted(ended);
    log.info(endingOf(ended));
    await resyncs.stop();
    await server.close();
  } finally {
    await folder.remove().catch(() => {});
  }
  log.info('Ended.');
}

const NONE = { stop: async () => {} };

const resyncsFor = (
  settings: Settings,
  host: Host,
  folder: Awaited<ReturnType<typeof openWorkFolder>>,
  ended: AbortSignal,
): { stop(): Promise<void> } => {
  const { type } = settings.serve?.listener ?? {};
  if (type === 'ACTIONS_ONLY')
    host.log.warn('ACTIONS_ONLY: this process does nothing, since actions are not processed here.');
  if (type === 'WEBHOOKS_ONLY')
    host.log.info('WEBHOOKS_ONLY: no resyncs here; another process of the integration does them.');
  if (type === 'ACTIONS_ONLY' || type === 'WEBHOOKS_ONLY') return NONE;
  return createResyncs({ settings, host, folder, signal: ended });
};

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const endingOf = ({ reason }: AbortSignal): string =>
  reason instanceof Cancelled ? reason.message : `The process ends: ${messageOf(reason)}`;
