import type { Log } from '../../src/lib/log.ts';

/** A log that keeps its lines: `warning: …`, `error: …`, `[title]` of a group; no debug lines unless asked for. */
export function listeningLog({ debug = false } = {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const line = (level: string) => (message: string) => void lines.push(`${level}${message}`);
  const log: Log = {
    debug: debug ? line('debug: ') : () => {},
    info: line(''),
    warn: line('warning: '),
    error: line('error: '),
    group(title) {
      lines.push(`[${title}]`);
      return () => {};
    },
    progress() {},
  };
  return { log, lines };
}
