import { flushed } from './streams.ts';

/** Milliseconds for the last words of a process. */
const LAST_WORDS_MS = 2_000;

let takes: ((error: unknown) => void) | undefined;

/** Takes the first uncaught error, so that the run ends by it as by any failure. The next one ends the process. */
export const takeUncaught = (take: (error: unknown) => void): void => {
  takes = take;
};

/** Logs an uncaught error through the host, masked. Then it ends the run, or else the process. */
export const failOnUncaught = (tell: (message: string) => void): void => {
  let isEnding = false;
  const end = (error: unknown) => {
    process.exitCode = 1;
    // Telling the error may fail by itself, as on a log without a reader: that is not told again.
    if (isEnding) return;
    tell(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const take = takes;
    takes = undefined;
    if (take) return take(error);
    isEnding = true;
    void flushed(LAST_WORDS_MS).finally(() => process.exit(1));
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};
