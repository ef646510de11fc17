import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * What tells a process to end, and can be heard: an agent, a terminal (Ctrl-C, Ctrl-\, Ctrl-Break), its window that is
 * closed (SIGHUP, on Windows too), supervisors, limits of the system. On a system that has no such signal it never comes.
 */
const SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGBREAK',
  'SIGALRM',
  'SIGUSR2',
  'SIGXCPU',
  'SIGVTALRM',
  'SIGPWR',
] as const satisfies NodeJS.Signals[];

/** A key that is pressed once reaches a process twice, through the terminal and through npm. Milliseconds. */
const TWIN_MS = 50;
/** A window that closes is told by the system and by the shell; a supervisor says two things at once. */
const HANGUP_MS = 1_000;

let first: { signal: NodeJS.Signals; at: number } | undefined;
let asked: ((signal: string) => void) | undefined;

const insists = (signal: NodeJS.Signals): boolean => {
  if (first === undefined || signal === 'SIGHUP') return false;
  const after = performance.now() - first.at;
  if (first.signal === 'SIGHUP') return after > HANGUP_MS;
  return first.signal !== signal || after > TWIN_MS;
};

const onSignal = (signal: NodeJS.Signals) => {
  if (insists(signal)) process.exit(128 + constants.signals[signal]);
  if (first !== undefined) return;
  first = { signal, at: performance.now() };
  asked?.(signal);
};

/** From now on signals are kept for whoever asks for them, and end the process only when a second one insists. */
export const hearSignals = (): void => {
  for (const signal of SIGNALS)
    if (!process.listeners(signal).includes(onSignal)) process.on(signal, onSignal);
};

/** The first signal asks the run to end tidily, a second one ends the process at once. */
export const cancelOnSignals = (cancel: (signal: string) => void): void => {
  hearSignals();
  asked = cancel;
  if (first !== undefined) cancel(first.signal);
};

let takes: ((error: unknown) => void) | undefined;

/** Who is told what nobody caught: the run, which ends by it as by any failure. Once; the next error ends the process. */
export const takeUncaught = (take: (error: unknown) => void): void => {
  takes = take;
};

/** What nobody caught is told through the host, so that it is masked. Then it ends the run, or else the process. */
export const failOnUncaught = (tell: (message: string) => void): void => {
  const end = (error: unknown) => {
    process.exitCode = 1;
    tell(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const take = takes;
    takes = undefined;
    if (take) take(error);
    else void flushed(LAST_WORDS_MS).finally(() => process.exit(1));
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};

/** What has to be written when all else failed. */
const LAST_WORDS_MS = 2_000;

/**
 * A log that nobody reads any more (`| head`, an agent that died) is no reason to leave the work half done: the run goes
 * on, and its summary tells of it. Anything else that is wrong with one stream is told once on the other.
 */
export const outliveReaders = (): void => {
  const lost = (stream: NodeJS.WriteStream, name: string, other: NodeJS.WriteStream) => {
    let told = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!told && !GONE.has(error.code ?? ''))
        other.write(
          `${name} cannot be written to (${error.code ?? error.message}): the log is not complete.\n`,
        );
      told = true;
    });
  };
  lost(process.stdout, 'stdout', process.stderr);
  lost(process.stderr, 'stderr', process.stdout);
};

/** The reader of a pipe, a socket or a terminal is gone. */
const GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ENOTCONN', 'ERR_STREAM_DESTROYED', 'EOF']);

const POLL_MS = 100;

/**
 * Resolves when what was printed has reached its readers: pipes may be asynchronous, and an exit would cut them. A
 * reader that takes nothing for `patience` ms is not waited for.
 */
export const flushed = async (
  patience: number,
  streams: readonly Pick<NodeJS.WriteStream, 'writableLength' | 'destroyed'>[] = [
    process.stdout,
    process.stderr,
  ],
): Promise<void> => {
  const left = () => streams.reduce((sum, stream) => sum + (stream.destroyed ? 0 : stream.writableLength), 0);
  let before = left();
  for (let idle = 0; before > 0 && idle < patience; ) {
    await wait(POLL_MS);
    const now = left();
    idle = now < before ? 0 : idle + POLL_MS;
    before = now;
  }
};
