import type { Clock } from '../../lib/async/clock.ts';
import { shorten } from '../../lib/text/shorten.ts';
import type { Port } from '../port.ts';
import { type Add, send } from './send.ts';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'FATAL';

/** Fields of a line in Port's audit log beside its text. */
export interface LogExtra {
  resource_kind?: string;
  index?: number;
  etl_phase?: 'extract' | 'transform' | 'load';
}

export interface LogLine {
  message: string;
  level: LogLevel;
  /** The time, ISO 8601. */
  timestamp: string;
  extra: Record<string, unknown>;
}

/** Lines that wait to be sent, with secrets masked. */
export interface LogBuffer {
  add(level: LogLevel, message: string, extra?: LogExtra, time?: number): void;
  /** Removes and returns the next lines, in order. */
  take(): LogLine[];
  /** Whether there are enough lines for a call. */
  readonly full: boolean;
}

const linesInCall = 100;
/** Lines of the buffer at the most, while Port is slow. Beyond it the newest are dropped, and their number is told. */
const longestBuffer = 2_000;
const longestMessage = 4_000;

export const createLogBuffer = (clock: Clock, runId: string, mask: (text: string) => string): LogBuffer => {
  const lines: LogLine[] = [];
  let dropped = 0;

  const line = (
    level: LogLevel,
    message: string,
    extra: LogExtra = {},
    time: number = clock.now(),
  ): LogLine => ({
    message: shorten(mask(message), longestMessage),
    level,
    timestamp: new Date(time).toISOString(),
    extra: { event_id: runId, event_kind: 'resync', ...extra },
  });
  return {
    add: (...said) => {
      if (lines.length >= longestBuffer) dropped += 1;
      else lines.push(line(...said));
    },
    take: () => {
      const taken = lines.splice(0, linesInCall);
      if (lines.length === 0 && dropped > 0) {
        taken.push(
          line('WARNING', `${dropped} log lines were left out here: see the log of the run itself.`),
        );
        dropped = 0;
      }
      return taken;
    },
    get full() {
      return lines.length >= linesInCall;
    },
  };
};

/** A function that sends a buffer's lines, in order, one call after the other. */
export const createLogSender = (
  port: Port,
  url: string | undefined,
  lines: LogBuffer,
  add: Add,
): (() => void) => {
  let queued = false;
  return () => {
    if (url === undefined || queued) return;
    const sendAll = async (signal: AbortSignal) => {
      queued = false;
      for (let some = lines.take(); some.length > 0; some = lines.take()) {
        await send(port, 'POST', url, '', { logs: some }, signal);
      }
    };
    queued = add('log lines', sendAll, 'log lines');
  };
};
