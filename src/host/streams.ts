import { setTimeout as wait } from 'node:timers/promises';

/**
 * Keeps the run going when nobody reads its log any more (`| head`, an agent that died): half a sync would be worse,
 * and the summary has it all. Any other error of one stream is told once on the other.
 */
export const outliveReaders = (): void => {
  const lost = (stream: NodeJS.WriteStream, name: string, other: NodeJS.WriteStream) => {
    let told = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!told && !GONE.has(error.code ?? ''))
        other.write(
          `${name} cannot be written to (${error.code ?? error.message}): the log is not complete.\n`,
        );
      told = true;
    });
  };
  lost(process.stdout, 'stdout', process.stderr);
  lost(process.stderr, 'stderr', process.stdout);
};

/** Codes of a pipe, socket or terminal whose reader is gone. */
const GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ENOTCONN', 'ERR_STREAM_DESTROYED', 'EOF']);

const POLL_MS = 100;

/**
 * Resolves when all that was printed has reached its readers. Pipes may be asynchronous, and an exit would cut them. A
 * reader that takes nothing for `patience` ms is waited for no longer.
 */
export const flushed = async (patience: number): Promise<void> => {
  const leftIn = ({ destroyed, writableLength }: NodeJS.WriteStream) => (destroyed ? 0 : writableLength);
  const left = () => leftIn(process.stdout) + leftIn(process.stderr);
  let before = left();
  for (let idle = 0; before > 0 && idle < patience; ) {
    await wait(POLL_MS);
    const now = left();
    idle = now < before ? 0 : idle + POLL_MS;
    before = now;
  }
};
