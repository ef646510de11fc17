import { createService } from '../http/service/service.ts';
import { silent } from '../lib/log.ts';
import { createPort } from '../port/client.ts';
import type { Port } from '../port/port.ts';
import type { Settings } from '../settings/types.ts';
import type { Outside, SharedServiceOptions } from './outside.ts';

type PortOutside = Pick<Outside, 'clock' | 'tool' | 'runId' | 'writesAs' | 'stop' | 'random' | 'secret'> & {
  transports: Pick<Outside['transports'], 'port'>;
};

/** Port's client, with a service each for the run's own calls, for metrics and logs, and for the last call of a run. */
export function connectPort(
  settings: Pick<Settings, 'port' | 'integrationIdentifier' | 'maxAnswerSize'>,
  { clock, transports, tool, runId, writesAs, stop, random, secret }: PortOutside,
  shared: SharedServiceOptions,
  abandon: AbortSignal,
): Port {
  const aside = { ...shared, transport: transports.port, log: silent, retryBudget: 20 };
  return createPort({
    service: createService({
      ...shared,
      name: 'Port',
      transport: transports.port,
      signal: stop.signal,
      abandon,
    }),
    background: createService({ ...aside, name: 'Port (metrics and logs)', maxConcurrency: 24 }),
    lastWord: createService({ ...aside, name: 'Port' }),
    baseUrl: settings.port.baseUrl,
    identifier: settings.integrationIdentifier,
    clientId: settings.port.clientId,
    clientSecret: settings.port.clientSecret,
    version: tool.version,
    runId,
    writesAs,
    maxAnswerBytes: settings.maxAnswerSize * 2 ** 20,
    clock,
    ...(random && { random }),
    signal: stop.signal,
    log: shared.log,
    announceSecret: secret,
  });
}
