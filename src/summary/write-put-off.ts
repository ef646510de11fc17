import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PUT_OFF_FILE, type PutOff, putOffLines } from '../report/put-off.ts';
import { printableJson } from './json.ts';
import { maskStrings } from './mask.ts';

/**
 * Writes deletions.ndjson into the summary folder: the whole file or none. An identifier that has a secret in it is
 * masked, and thereby deletes nothing later.
 */
export async function writePutOff(
  folder: string,
  putOff: PutOff,
  mask: (text: string) => string,
): Promise<void> {
  const path = join(folder, PUT_OFF_FILE);
  const draft = `${path}.part`;
  const lines = function* () {
    for (const line of putOffLines(putOff)) yield `${printableJson(maskStrings(line, mask))}\n`;
  };
  try {
    await rm(draft, { force: true });
    await pipeline(Readable.from(lines()), createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}
