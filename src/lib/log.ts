/**
 * What the core may say while it works. The host decides how it looks, neutralises what would run as a command
 * and masks secrets: callers pass text from outside as it is.
 */
export interface Log {
  debug(message: string): void;
  info(message: string, about?: LogSubject): void;
  warn(message: string, about?: LogSubject): void;
  error(message: string, about?: LogSubject): void;
  /** Opens a foldable section; the function returned closes it. */
  group(title: string): () => void;
  /** `percent` is absent where the total is not known. */
  progress(message: string, percent?: number): void;
}

export const silent: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  group: () => () => {},
  progress() {},
};

/** The resource of the mapping that a line is about, and what was being done with its items. */
export interface LogSubject {
  kind: string;
  index: number;
  phase: 'extract' | 'transform' | 'load';
}
