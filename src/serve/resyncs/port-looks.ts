import { randomUUID } from 'node:crypto';
import { connectPort } from '../../app/connect-port.ts';
import { toolOn } from '../../app/tool.ts';
import type { Host } from '../../host/types.ts';
import { createTransport } from '../../http/transport/transport.ts';
import { type Clock, systemClock } from '../../lib/async/clock.ts';
import { controllerUnder } from '../../lib/async/controller-under.ts';
import { type Log, silent } from '../../lib/log.ts';
import type { Port } from '../../port/port.ts';
import type { ServeSettings, Settings } from '../../settings/types.ts';
import { createPortWatch, type PortReach } from './port-watch.ts';
import type { Reason } from './types.ts';

export interface PortLooksOptions {
  settings: Settings;
  host: Host;
  clock: Clock;
  /** Aborted when the process is to end. */
  signal: AbortSignal;
  ask(reason: Reason): void;
}

/** Asks Port from time to time whether a resync is wanted. Tells when Port cannot be asked. */
export interface PortLooks {
  /** Asks at once, and from then on at the listener's interval. Never resolves. Rejects when the process is to end. */
  watch(afterFirst: () => void): Promise<never>;
  /** Asks once more. */
  look(): Promise<void>;
  readonly reach: PortReach;
}

export const createPortLooks = ({ settings, host, clock, signal, ask }: PortLooksOptions): PortLooks => {
  const { listener } = settings.serve as ServeSettings;
  const stop = controllerUnder(signal);
  const portWatch = createPortWatch({
    connect: () => connect(settings, host, stop),
    clock,
    resyncOnStart: listener.resyncOnStart,
    followsMapping: settings.mapping.from === 'port',
    ask,
  });
  let reach: PortReach = {};
  const look = async () => {
    const now = await portWatch.look();
    tellReach(host.log, reach, now);
    reach = now;
  };
  return {
    look,
    async watch(afterFirst) {
      await look();
      afterFirst();
      for (;;) {
        await clock.sleep(listener.interval * 1000, signal);
        await look();
      }
    },
    get reach() {
      return reach;
    },
  };
};

/** Seconds for an answer of Port to the questions between runs. */
const ASKING_SECONDS = 30;

const connect = (settings: Settings, host: Host, stop: AbortController): Port => {
  const tool = toolOn(host);
  const transport = createTransport({
    proxy: settings.proxy,
    certificates: settings.certificates,
    environment: host.environment,
    userAgent: `${tool.name} ${tool.version}`,
  });
  const outside = { clock: systemClock, transports: { port: transport }, tool, runId: randomUUID(), stop };
  const shared = {
    clock: systemClock,
    log: silent,
    maxConcurrency: 2,
    requestTimeoutSeconds: Math.min(settings.requestTimeout, ASKING_SECONDS),
  };
  return connectPort(settings, { ...outside, secret: host.secret }, shared, stop.signal);
};

/** Tells when Port begins to fail, and when it answers again. */
const tellReach = (log: Log, before: PortReach, now: PortReach): void => {
  if (now.failingSince !== undefined && before.failingSince === undefined)
    log.warn(`Port cannot be asked whether a resync is wanted: ${now.failure} Asking goes on.`);
  if (now.failingSince === undefined && before.failingSince !== undefined) log.info('Port answers again.');
};
