/** Set in the environment of a run that an always-on process has started. */
export const LIFELINE = 'PORT_SYNC_LIFELINE';

/** Milliseconds after which a run that has lost its parent ends in any case. */
const LAST_MS = 20_000;

/** Calls back when the process that started this run is gone, or lets go of it. Nothing where none has started it. */
export const onLifelineLost = (lost: () => void): void => {
  if (process.env[LIFELINE] !== '1' || process.send === undefined) return;
  const end = () => {
    setTimeout(() => process.exit(1), LAST_MS).unref();
    lost();
  };
  if (process.connected) process.once('disconnect', end);
  else end();
  // The channel alone is no reason to stay.
  (process as { channel?: { unref(): void } }).channel?.unref();
};
