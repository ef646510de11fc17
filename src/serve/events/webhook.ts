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
  /** More than a payload may have; the service sends none that is so large. */
  | 'too_large'
  /** It did not arrive whole, or not in time: nobody hears the answer, and the service tries again. */
  | 'cut_off'
  /** Without the credentials. */
  | 'refused'
  /** No room, or the process ends: the service tries again. */
  | 'busy';

export interface WebhookOptions {
  /** Without them everybody may send events, so many a minute. */
  credentials: BasicCredentials | undefined;
  organisations: readonly EventOrganisation[];
  clock: Clock;
  isEnding(): boolean;
  /** Whether what lacks the credentials is refused: not before the subscriptions have been given them. */
  refuses(): boolean;
  /** False where there is no room. */
  take(touched: readonly Touched[]): boolean;
  received(type: string, outcome: WebhookOutcome): void;
}

/** Bytes of a payload; the service sends 2 MB at the most. */
const LARGEST = 2 * 2 ** 20;
/** Bytes of payloads that are being received at a time. */
const TOGETHER = 64 * 2 ** 20;

/**
 * Takes events of service hooks. The answer is that of the transport alone, since any other status than 200 and 503
 * costs the subscription: 200 to all that is authentic, known or not; 503 where it is to be tried again; 401 to what
 * lacks the credentials.
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
