import { parseJson } from '../lib/json.ts';
import { at, type Fact } from './facts.ts';

/** Where an event may lie within what a workflow is started with: `repository_dispatch`, `workflow_dispatch`. */
const INSIDE = [['client_payload'], ['client_payload', 'event'], ['inputs', 'event']] as const;

/**
 * The event in a text, itself or as GitHub wraps what a workflow is started with. What is there and is no event comes
 * back as it is. Throws InvalidJson where the text is none.
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
