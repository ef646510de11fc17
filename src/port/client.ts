import type { Service } from '../http/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import { UserError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { createTokenSource } from './access-token.ts';
import { mayBeUsed } from './addresses.ts';
import { createCaller } from './caller.ts';
import { entityCalls } from './entities/entity-calls.ts';
import { integrationCalls } from './integration/integration-calls.ts';
import type { Port, WriteEvent } from './port.ts';

export interface PortOptions {
  service: Service;
  /** The service of best-effort calls (metrics, logs, examples), which must not slow or end the run. */
  background?: Service;
  /** The service of the run's last call, by which Port hears of its end whatever holds up the others. */
  lastWord?: Service;
  /** The URL of the API, without a trailing slash and without /v1. */
  baseUrl: string;
  /** The identifier of the integration. */
  identifier: string;
  clientId: string;
  clientSecret: string;
  /** The tool's version: part of the user agent, and so of every entity's datasource. */
  version: string;
  runId: string;
  /** The occasion of the writes. Unless given: a full sync. */
  writesAs?: WriteEvent | undefined;
  /** Bytes that an answer may have (64 MB). */
  maxAnswerBytes?: number;
  clock: Clock;
  /** A random number from 0 up to 1, for the jitter of waits. */
  random?: () => number;
  /** Ends the waits between tries when it is aborted. */
  signal?: AbortSignal;
  log: Log;
  announceSecret(secret: string): void;
}

/** The client of one Port organisation, speaking for one integration. Nothing is sent before it is used. */
export const createPort = (options: PortOptions): Port => {
  const { service, identifier, baseUrl } = options;
  if (!/^(?!\.{1,2}$)[\x21-\x7e]+$/.test(identifier)) {
    throw new UserError(
      `The integration identifier ${JSON.stringify(identifier)} cannot stand in Port’s addresses and headers.`,
      'Use letters, digits and dashes.',
      { code: 'PCS1402' },
    );
  }
  if (identifier.includes('/')) {
    throw new UserError(
      `The integration identifier ${JSON.stringify(identifier)} has a slash: Port could not tell its entities from those of the integration ${JSON.stringify(identifier.replace(/^.*\//, ''))}.`,
      'Choose one without a slash. Where an exporter has used this one, the new one takes over what it writes; what it does not write has to be deleted in Port by hand.',
      { code: 'PCS1402' },
    );
  }
  if (/^http:/i.test(baseUrl)) {
    options.log.warn(
      `${baseUrl} is not encrypted: Port’s credentials and all that is written can be seen on the way. Use https.`,
    );
  }
  const userAgent = `port-ocean/azure-devops/${options.version}/${identifier}`;
  const caller = createCaller({
    ...options,
    background: options.background ?? service,
    lastWord: options.lastWord ?? service,
    userAgent,
    tokens: createTokenSource({ ...options, userAgent }),
  });
  return {
    identifier,
    ...integrationCalls(caller),
    ...entityCalls(caller, options.log),
    mayUse: (address): address is string => mayBeUsed(baseUrl, address),
    request: caller.request,
    time: caller.time,
    stats: () => service.stats(),
  };
};
