/** Set in the environment of a process that an always-on one has started, to what it is to do. */
export const LIFELINE = 'PORT_SYNC_LIFELINE';

/** A sync, items by what events touched for as long as it is wanted, or one check of the subscriptions. */
export type ChildWork = 'sync' | 'items' | 'hooks';

const works: readonly string[] = ['sync', 'items', 'hooks'] satisfies ChildWork[];

/** What an always-on process has started this one for; undefined where none has. */
export const childWork = (): ChildWork | undefined => {
  const work = process.env[LIFELINE];
  return process.send !== undefined && works.includes(work ?? '') ? (work as ChildWork) : undefined;
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
