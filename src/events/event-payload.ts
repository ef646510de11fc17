import { parseJson } from '../lib/json.ts';
import { at, type Fact } from './facts.ts';

/** Paths of an event within GitHub's own: `repository_dispatch`, `workflow_dispatch`. */
const INSIDE = [['client_payload'], ['client_payload', 'event'], ['inputs', 'event']] as const;

/**
 * The event in a text, by itself or wrapped by GitHub. JSON that is no event comes back as it is. Throws InvalidJson where
 * the text is no JSON.
 */
export const eventPayload = (text: string): Fact => {
  const whole = parseJson(text);
  if (isEvent(whole)) return whole;
  for (const path of INSIDE) {
    const inside = at(whole, ...path);
    const payload = typeof inside === 'string' && inside.trim() !== '' ? parseJson(inside) : inside;
    if (isEvent(payload)) return payload;
  }
  return whole;
};

const isEvent = (payload: Fact): boolean => at(payload, 'eventType') !== undefined;
