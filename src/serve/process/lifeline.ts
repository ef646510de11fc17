/** The variable that tells a process which work an always-on one has started it for. */
export const LIFELINE = 'PORT_SYNC_LIFELINE';

/** The work of a child: a sync, items that events touched, one check of the subscriptions. */
export type ChildWork = 'sync' | 'items' | 'hooks';

const works: readonly string[] = ['sync', 'items', 'hooks'] satisfies ChildWork[];

/** The work that an always-on process has started this one for. Undefined where none has. */
export const childWork = (): ChildWork | undefined => {
  const work = process.env[LIFELINE];
  return process.send !== undefined && works.includes(work ?? '') ? (work as ChildWork) : undefined;
};

/** Milliseconds after which a run that has lost its parent ends in any case. */
const LAST_MS = 20_000;

/** Calls back when the process that started this one is gone, or lets go of it. */
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
