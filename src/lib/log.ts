/**
 * The log of a run. The host decides how it looks, neutralises text that would run as a command and masks secrets:
 * callers pass text from outside as it is.
 */
export interface Log {
  debug(message: string): void;
  info(message: string, about?: LogSubject): void;
  warn(message: string, about?: LogSubject): void;
  error(message: string, about?: LogSubject): void;
  /** Opens a foldable section; the function returned closes it. */
  group(title: string): () => void;
  /** Tells how far the run is. `percent`: 0 to 100, absent where the total is unknown. */
  progress(message: string, percent?: number): void;
}

/** A log that says nothing. */
export const silent: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  group: () => () => {},
  progress() {},
};

/** The subject of a line: a resource of the mapping by its kind and index, and the phase its items were in. */
export interface LogSubject {
  kind: string;
  index: number;
  phase: 'extract' | 'transform' | 'load';
}
