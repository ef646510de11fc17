import { type Readable, Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { jsonLine, type LogEntry, PREFIXES } from '../../host/terminal/json-log.ts';
import type { Host } from '../../host/types.ts';
import type { RunProcessOptions } from './run-process.ts';

/** Characters of a line. A longer one goes on in the next. */
const LONGEST = 65_536;

export interface ForwardOptions {
  /** The number of the resync, for each line. Without it lines are those of events. */
  resync?: number;
  /** The level of a line that is no entry of the run's log, such as what Node prints when it dies. */
  level: 'info' | 'error';
  format: 'json' | 'text';
  mask: { apply(text: string): string };
}

/** Sends all that a process prints to the log of this one. */
export const forwardOutput =
  (host: Pick<Host, 'logFormat' | 'mask'>, resync?: number): RunProcessOptions['log'] =>
  ({ stdout, stderr }) => {
    const shared = {
      format: host.logFormat ?? 'text',
      mask: { apply: host.mask },
      ...(resync !== undefined && { resync }),
    };
    forwardLog(stdout, process.stdout, { ...shared, level: 'info' });
    forwardLog(stderr, process.stdout, { ...shared, level: 'error' });
  };

/**
 * Sends what a run prints to the log of its parent, line by line and masked once more. Each entry gets what it is of. A
 * slow reader of the log slows the run, and fills no memory.
 */
export const forwardLog = (from: Readable, to: NodeJS.WritableStream, options: ForwardOptions): void => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const linesIn = (text: string): string[] => {
    rest += text;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    while (rest.length > LONGEST) {
      lines.push(rest.slice(0, LONGEST));
      rest = rest.slice(LONGEST);
    }
    return lines;
  };
  const written = (lines: string[]): string =>
    lines
      .filter((line) => line.trim() !== '')
      .map((line) => lineOf(line, options))
      .join('');
  const lines = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, written(linesIn(decoder.write(chunk))));
    },
    flush(done) {
      done(null, written([...linesIn(decoder.end()), rest]));
    },
  });
  sendOn(from.pipe(lines), to);
};

/** Pipes lines to a log. Without a reader they are dropped: else the run would wait for ever. */
const sendOn = (lines: Transform, to: NodeJS.WritableStream & { destroyed?: boolean }): void => {
  if (to.destroyed) {
    lines.resume();
    return;
  }
  const drop = (source: unknown) => {
    if (source === lines) lines.resume();
  };
  // Each stream of each process that runs has two listeners.
  if (to.getMaxListeners() < MOST_LISTENERS) to.setMaxListeners(MOST_LISTENERS);
  to.on('unpipe', drop);
  lines.once('end', () => to.off('unpipe', drop));
  lines.pipe(to, { end: false });
};

const MOST_LISTENERS = 40;

const EVENTS = 'events';

const lineOf = (line: string, { resync, level, format, mask }: ForwardOptions): string => {
  const entry = entryIn(line);
  if (format === 'text') return `${mask.apply(`[${resync ?? EVENTS}] ${entry ? textOf(entry) : line}`)}\n`;
  // An entry of the run's log is neutralised and masked by the run.
  const about = resync === undefined ? { of: EVENTS } : { resync };
  if (entry) return `${mask.apply(line.replace(TIME, `$1,${JSON.stringify(about).slice(1, -1)},`))}\n`;
  return jsonLine({ level, message: line, ...about }, { ...mask, add() {} });
};

/** An entry as the log of a terminal has it. */
const textOf = ({ level, message }: LogEntry): string => `${PREFIXES[level]}${message}`;

/** The beginning of each entry. */
const TIME = /^(\{"time":"[^"]*"),/;

const entryIn = (line: string): LogEntry | undefined => {
  if (!TIME.test(line)) return undefined;
  try {
    const entry = JSON.parse(line) as LogEntry;
    return Object.hasOwn(PREFIXES, entry.level) && typeof entry.message === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
};
