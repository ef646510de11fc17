import { constants } from 'node:os';

/**
 * Signals that tell a process to end: from an agent, a terminal (Ctrl-C, Ctrl-\, Ctrl-Break), its window when it is
 * closed (SIGHUP, on Windows too), supervisors and limits of the system. Those that a system does not have never come.
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

/** Milliseconds in which the same signal counts once: a key reaches a process through the terminal and through npm. */
const TWIN_MS = 50;
/**
 * Milliseconds after a hang-up in which others count with it: the system and the shell both tell of a closed window.
 */
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

/** Listens from now on. The first signal is kept for `cancelOnSignals`, a second one ends the process. */
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
