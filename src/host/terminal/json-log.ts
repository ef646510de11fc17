import type { Log } from '../../lib/log.ts';
import type { Mask } from '../mask.ts';
import { neutralise } from '../neutralise.ts';
import type { Write } from '../output.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** The beginning of a line of text, by its level. */
export const PREFIXES: Record<Level, string> = {
  debug: 'debug: ',
  info: '',
  warn: 'warning: ',
  error: 'error: ',
};

/** A line of the log as data. Further fields are scalars, or objects of them. */
export interface LogEntry {
  level: Level;
  message: string;
  [field: string]: unknown;
}

/** Milliseconds between two entries of progress. */
const EVERY = 30_000;

/**
 * An entry as a line of JSON. Masked before and behind: neutralising changes text, and so does JSON. Fields are of our
 * own making and hold no text from outside.
 */
export const jsonLine = ({ message, ...fields }: LogEntry, mask: Mask): string => {
  const safe = neutralise(mask.apply(message)).join('\n');
  return `${mask.apply(JSON.stringify({ time: new Date().toISOString(), ...fields, message: safe }))}\n`;
};

/** The log as an object of JSON on each line, for whatever collects the logs of containers. */
export const createJsonLog = (
  write: Write,
  mask: Mask,
  debug: boolean,
): Log & { entry(entry: LogEntry): void } => {
  const steps: string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const entry = (given: LogEntry) => {
    const step = steps.at(-1);
    write(jsonLine({ ...given, ...(step !== undefined && { step }) }, mask));
  };
  return {
    entry,
    debug: (message) => {
      if (debug) entry({ level: 'debug', message });
    },
    info: (message) => entry({ level: 'info', message }),
    warn: (message) => entry({ level: 'warn', message }),
    error: (message) => entry({ level: 'error', message }),
    group(title) {
      steps.push(title);
      entry({ level: 'info', message: `${title} …` });
      return () => {
        const at = steps.lastIndexOf(title);
        if (at >= 0) steps.splice(at, 1);
      };
    },
    progress(message, percent) {
      if (Date.now() - last < EVERY) return;
      last = Date.now();
      entry({ level: 'info', message, ...(percent !== undefined && { percent: Math.floor(percent) }) });
    },
  };
};
