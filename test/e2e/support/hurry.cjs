/**
 * Loaded before an always-on process by `node --require`: timers of 45 seconds and more pass 600 times as fast, so that
 * two hours are 12 seconds. All others, and those of its runs, are left alone.
 */
const setReal = globalThis.setTimeout;
if (!process.env.PORT_SYNC_LIFELINE)
  globalThis.setTimeout = (work, ms, ...rest) => setReal(work, ms >= 45_000 ? ms / 600 : ms, ...rest);
