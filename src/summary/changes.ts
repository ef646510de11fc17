import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { makeFolder } from '../lib/files/make-folder.ts';
import type { Change } from '../report/change.ts';
import { printableJson } from './json.ts';
import { maskStrings } from './mask.ts';

/** The run's changes.ndjson while it is written. */
export interface Changes {
  /** Resolves when there is room for more. Rejects when the file cannot be written. */
  write(change: Change): Promise<void>;
  /** Resolves when all of it is in the file. May be called again. */
  close(): Promise<void>;
}

export interface ChangesOptions {
  mask: (text: string) => string;
  /** Makes of an error of the file system what the writer is told. */
  failed?(error: unknown): unknown;
}

/** Most characters that wait to be written together. */
const MOST_TOGETHER = 2 ** 16;

/** Begins changes.ndjson anew; whatever lies at the path, a link too, is replaced. */
export const createChanges = async (
  path: string,
  { mask, failed = (error) => error }: ChangesOptions,
): Promise<Changes> => {
  await makeFolder(dirname(path));
  await rm(path, { force: true });
  const stream = createWriteStream(path, { flags: 'wx' });
  await once(stream, 'open');
  const done = finished(stream).catch((error) => {
    throw failed(error);
  });
  done.catch(() => {}); // told by write and close
  let room: Promise<unknown> | undefined;
  let lines = '';
  const pass = () => {
    if (lines !== '') stream.write(lines);
    lines = '';
  };
  return {
    async write(change) {
      if (stream.errored) return done;
      if (stream.writableEnded) throw new Error(`${path} is already closed`);
      const masked = maskStrings(change, mask);
      // Changes that come at once go out together. A writer that never pauses must not gather all of them here.
      if (lines === '') setImmediate(pass);
      lines += `${printableJson(masked)}\n`;
      if (lines.length >= MOST_TOGETHER) pass();
      if (!stream.writableNeedDrain) return;
      room ??= Promise.race([once(stream, 'drain'), done]).finally(() => {
        room = undefined;
      });
      await room;
    },
    async close() {
      pass();
      if (!stream.writableEnded) stream.end();
      await done;
    },
  };
};
