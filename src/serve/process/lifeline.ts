/** Set in the environment of a process that an always-on one has started, to what it is to do. */
export const LIFELINE = 'PORT_SYNC_LIFELINE';

/** A sync, or items by what events touched, for as long as it is wanted. */
export type ChildWork = 'sync' | 'items';

/** What an always-on process has started this one for; undefined where none has. */
export const childWork = (): ChildWork | undefined => {
  const work = process.env[LIFELINE];
  return process.send !== undefined && (work === 'sync' || work === 'items') ? work : undefined;
};

/** Milliseconds after which a run that has lost its parent ends in any case. */
const LAST_MS = 20_000;

/** Calls back when the process that started this run is gone, or lets go of it. Nothing where none has started it. */
export const onLifelineLost = (lost: () => void): void => {
  if (!childWork()) return;
  const end = () => {
    setTimeout(() => process.exit(1), LAST_MS).unref();
    lost();
  };
  if (process.connected) process.once('disconnect', end);
  else end();
  // The channel alone is no reason to stay.
  (process as { channel?: { unref(): void } }).channel?.unref();
};
