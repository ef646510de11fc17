import type { EventOrganisation } from '../../events/organisation-of.ts';
import { payloadIn, readEvent } from '../../events/read-event.ts';
import type { EventOutcome, Touched } from '../../events/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { WEBHOOK_PATH } from '../../settings/serve.ts';
import { type BasicCredentials, signsIn } from '../http/basic-credentials.ts';
import type { Routes, ServedAnswer } from '../http/http-server.ts';
import { createStrangerLimit } from './stranger-limit.ts';

export type WebhookOutcome =
  | EventOutcome
  /** A body larger than the service sends. */
  | 'too_large'
  /** A body that did not arrive whole, or not in time. Nobody hears the answer, and the service tries again. */
  | 'cut_off'
  /** An event without the credentials. */
  | 'refused'
  /** No room, or the end of the process. The service tries again. */
  | 'busy';

export interface WebhookOptions {
  /** User name and password of events. Without them everybody may send some, so many a minute. */
  credentials: BasicCredentials | undefined;
  organisations: readonly EventOrganisation[];
  clock: Clock;
  isEnding(): boolean;
  /** Whether an event without the credentials is refused. It is not before the subscriptions have been given them. */
  refuses(): boolean;
  /** False where there is no room. */
  take(touched: readonly Touched[]): boolean;
  received(type: string, outcome: WebhookOutcome): void;
}

/** Bytes of a payload. The service sends 2 MB at the most. */
const LARGEST = 2 * 2 ** 20;
/** Bytes of all payloads that are being received. */
const TOGETHER = 64 * 2 ** 20;

/**
 * Takes events of service hooks. The answer is 200 to all that is authentic, known or not. It is 503 where the event is
 * to be sent again, and 401 where it lacks the credentials. Any other status costs the subscription.
 */
export const webhookRoutes = (options: WebhookOptions): Routes => {
  const { credentials, received } = options;
  const strangers = createStrangerLimit(options.clock);
  const room = { most: TOGETHER, taken: 0 };
  const end = (status: number, type: string, outcome: WebhookOutcome): ServedAnswer => {
    received(type, outcome);
    if (status !== 200) return { status };
    return {
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'ok', outcome }),
    };
  };
  const take: Routes[string] = async (request) => {
    const isAuthentic = credentials && signsIn(request.headers.authorization, credentials);
    if (credentials && !isAuthentic && options.refuses()) return end(401, NONE, 'refused');
    if (options.isEnding() || (!isAuthentic && !strangers.takes())) return end(503, NONE, 'busy');
    const body = await request.body(LARGEST, room);
    if (body === 'too large') return end(200, NONE, 'too_large');
    if (body === 'cut off') return end(503, NONE, 'cut_off');
    if (body === 'no room' || options.isEnding()) return end(503, NONE, 'busy');
    if (!isAuthentic) strangers.read(body.length);
    const { type, outcome, touched } = readEvent(payloadIn(body), options);
    if (outcome === 'taken' && !options.take(touched)) return end(503, type, 'busy');
    return end(200, type, outcome);
  };
  return { [`POST *${WEBHOOK_PATH}`]: take };
};

const NONE = 'none';
