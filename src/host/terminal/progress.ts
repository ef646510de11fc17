import type { Log } from '../../lib/log.ts';
import type { Output } from '../output.ts';

/** Milliseconds between two lines of progress in a pipe. */
const EVERY = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

export interface Progress {
  show: Log['progress'];
  /** Makes room for a line of the log. */
  clear(): void;
  redraw(): void;
  end(): void;
}

interface Stream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const withPercent = (message: string, percent: number | undefined): string =>
  percent === undefined ? message : `${message} (${Math.floor(percent)} %)`;

const onPipe = (output: Output, now: () => number): Progress => {
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(message, percent) {
      if (now() - last < EVERY) return;
      last = now();
      output.print(withPercent(message, percent));
    },
    clear() {},
    redraw() {},
    end() {},
  };
};

const onTerminal = (stream: Stream, output: Output): Progress => {
  let line = '';
  const clear = () => {
    if (line !== '') stream.write(CLEAR_LINE);
  };
  const draw = () => {
    if (line !== '') stream.write(line);
  };
  return {
    show(message, percent) {
      clear();
      line = output.inline(withPercent(message, percent)).slice(0, (stream.columns ?? 80) - 1);
      draw();
    },
    clear,
    redraw: draw,
    end() {
      clear();
      line = '';
    },
  };
};

/** Progress: a live line on a terminal, a plain line now and then in a pipe. */
export const createProgress = (stream: Stream, output: Output, now: () => number = Date.now): Progress =>
  stream.isTTY ? onTerminal(stream, output) : onPipe(output, now);
