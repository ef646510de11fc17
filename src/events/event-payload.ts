import { parseJson } from '../lib/values/json.ts';
import { at, type Fact } from './facts.ts';

/** Paths of an event within GitHub's own: `repository_dispatch`, `workflow_dispatch`. */
const INSIDE = [['client_payload'], ['client_payload', 'event'], ['inputs', 'event']] as const;

/**
 * The event in a text, by itself or wrapped by GitHub. JSON that is no event comes back as it is. Throws InvalidJson
 * where the text is no JSON.
 */
export const eventPayload = (text: string): Fact => {
  const whole = withoutQuotes(parseJson(text));
  if (isEvent(whole)) return whole;
  for (const path of INSIDE) {
    const payload = withoutQuotes(at(whole, ...path));
    if (isEvent(payload)) return payload;
  }
  return whole;
};

/** The value of what is JSON in a text of JSON: an expression that was made JSON twice. */
const withoutQuotes = (value: Fact): Fact =>
  typeof value === 'string' && value.trim() !== '' ? parseJson(value) : value;

const isEvent = (payload: Fact): boolean => at(payload, 'eventType') !== undefined;
