import { constants } from 'node:os';

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

/** Keeps the first signal for `cancelOnSignals`. A second one ends the process. */
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
