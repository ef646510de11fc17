import { oceanOnly, type Variables } from './ocean.ts';

/** Listeners of Port's exporters (Ocean 0.48, `core/event_listener`). */
const types = ['POLLING', 'KAFKA', 'WEBHOOK', 'ONCE', 'WEBHOOKS_ONLY', 'ACTIONS_ONLY'] as const;

export interface EventListener {
  type: (typeof types)[number];
  resyncOnStart: boolean;
  /** Seconds between two questions to Port. */
  interval: number;
}

/** The listener of an exporter that is told nothing. */
export const polling: EventListener = { type: 'POLLING', resyncOnStart: true, interval: 60 };

/** Seconds; another interval is brought between them. */
const SHORTEST = 5;
const LONGEST = 86_400;
/** Characters of a listener as JSON. */
const LONGEST_TEXT = 65_536;

/**
 * The event listener that the environment names, as JSON, as its type alone or as a variable for each of its keys;
 * undefined where it names none. Keys that are not known are passed over: charts add those of other listeners. Throws
 * an Error that says what is wrong.
 */
export const readEventListener = (environment: Variables): EventListener | undefined => {
  const given = { ...fromText(environment[oceanOnly.eventListener]), ...fromKeys(environment) };
  if (given.type === undefined) return undefined;
  const type = types.find((name) => name === String(given.type).trim().toUpperCase());
  if (type === undefined)
    throw new Error(`${JSON.stringify(String(given.type).slice(0, 60))} is not one of ${types.join(', ')}.`);
  const interval = Number(given.interval ?? Number.NaN);
  return {
    type,
    resyncOnStart: String(given.resyncOnStart ?? true).toLowerCase() !== 'false',
    interval: interval > 0 ? Math.min(Math.max(interval, SHORTEST), LONGEST) : polling.interval,
  };
};

interface Given {
  type?: unknown;
  interval?: unknown;
  resyncOnStart?: unknown;
}

const present = (given: Given): Given =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));

const fromText = (text = ''): Given => {
  const word = text.trim();
  if (word === '' || word.length > LONGEST_TEXT) return {};
  if (!word.startsWith('{')) return { type: word };
  let keys: unknown;
  try {
    keys = JSON.parse(word);
  } catch {
    throw new Error('It is not JSON.');
  }
  const { type, interval, resync_on_start: snake, resyncOnStart = snake } = keys as Record<string, unknown>;
  if (type === undefined) throw new Error('It has no type.');
  return present({ type, interval, resyncOnStart });
};

const fromKeys = (environment: Variables): Given => {
  const of = (key: string) => environment[`${oceanOnly.eventListener}__${key}`]?.trim();
  return present({ type: of('TYPE'), interval: of('INTERVAL'), resyncOnStart: of('RESYNC_ON_START') });
};
