import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/async/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { ordered } from '../../lib/values/ordered.ts';
import { PORT_PRECISION_MS, type Port } from '../../port/port.ts';
import type { Integration } from '../../port/types.ts';
import type { Reason } from './types.ts';

export interface PortWatchOptions {
  /** Makes a new client. One that failed for long gives up for good. */
  connect(): Pick<Port, 'integration' | 'resyncRequest' | 'time'>;
  clock: Clock;
  /**
   * Whether there is a resync at the start. It answers requests from before the start. Else `resyncState` says which
   * were answered.
   */
  resyncOnStart: boolean;
  /** Whether runs take the mapping from Port. */
  followsMapping: boolean;
  ask(reason: Reason): void;
}

/** The way in which Port could be asked. */
export interface PortReach {
  /** Milliseconds since 1970. */
  succeededAt?: number;
  failingSince?: number;
  failure?: string;
}

/** Asks Port whether somebody wants a resync, and whether the mapping is another one. */
export interface PortWatch {
  /** Asks once. Resolves with how Port could be asked. Never rejects. */
  look(): Promise<PortReach>;
}

export const createPortWatch = (options: PortWatchOptions): PortWatch => {
  const { connect, clock, ask } = options;
  const startedAt = clock.now();
  let port: ReturnType<typeof connect> | undefined;
  /** The time of the last request that was answered. Undefined until Port is asked for the first time. */
  let answered: number | undefined;
  /** The mapping's hash. Null: none is in Port. Undefined: not known yet. */
  let mapping: string | null | undefined;
  let reach: PortReach = {};

  const lookAtRequest = async (client: NonNullable<typeof port>, integration: Integration | undefined) => {
    answered ??= firstAnswered(
      options,
      integration,
      startedAt + (client.time() ?? clock.now()) - clock.now(),
    );
    const requested = await client.resyncRequest();
    if (requested === undefined || requested <= answered) return;
    answered = requested;
    ask('request');
  };

  const lookAtMapping = (integration: Integration | undefined) => {
    const before = mapping;
    mapping = mappingOf(integration);
    // Port could not be asked before: the first resync may have had another mapping.
    if (before === undefined) return reach.failingSince !== undefined && mapping !== null && ask('mapping');
    // A mapping that was not there before is the first run's own.
    if (before !== null && mapping !== null && mapping !== before) ask('mapping');
  };

  return {
    async look() {
      try {
        port ??= connect();
        const integration = await port.integration();
        if (options.followsMapping) lookAtMapping(integration);
        await lookAtRequest(port, integration);
        reach = { succeededAt: clock.now() };
      } catch (error) {
        port = undefined;
        reach = {
          ...reach,
          failingSince: reach.failingSince ?? clock.now(),
          failure: messageOf(error),
        };
      }
      return reach;
    },
  };
};

/** The time of the newest request that needs no resync any more. `startedAt`: by Port's clock. */
const firstAnswered = (
  { resyncOnStart }: PortWatchOptions,
  integration: Integration | undefined,
  startedAt: number,
): number => {
  const state = Date.parse(integration?.resyncState?.updatedAt ?? '');
  return resyncOnStart || Number.isNaN(state) ? startedAt - PORT_PRECISION_MS : state;
};

const mappingOf = (integration: Integration | undefined): string | null => {
  const config = integration?.config ?? {};
  if (Object.keys(config).length === 0) return null;
  return createHash('sha256')
    .update(JSON.stringify(ordered(config)))
    .digest('hex');
};
