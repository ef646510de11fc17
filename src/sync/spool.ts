import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Records that wait for their turn: in memory while they are few, then on disk. */
export interface Spool<T> {
  add(record: T): Promise<void>;
  /** All records in the order they were added; the spool is empty afterwards. */
  drain(): AsyncIterable<T>;
  readonly count: number;
}

export interface Spools {
  create<T>(): Spool<T>;
  /** Removes the files. */
  close(): Promise<void>;
}

/** Characters that a spool holds in memory. */
const IN_MEMORY = 2 ** 19;

export function createSpools(directory: string = tmpdir(), inMemory: number = IN_MEMORY): Spools {
  let folder: Promise<string> | undefined;
  let files = 0;
  const nextFile = async () => {
    folder ??= mkdtemp(join(directory, 'port-sync-'));
    files += 1;
    return join(await folder, `${files}.ndjson`);
  };
  return {
    create: <T>() => createSpool<T>(nextFile, inMemory),
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

function createSpool<T>(nextFile: () => Promise<string>, most: number): Spool<T> {
  let lines: string[] = [];
  let weight = 0;
  let count = 0;
  let file: { path: string; handle: FileHandle } | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    const text = `${lines.join('\n')}\n`;
    lines = [];
    weight = 0;
    writing = writing.then(async () => {
      if (!file) {
        const path = await nextFile();
        file = { path, handle: await open(path, 'a', 0o600) };
      }
      await file.handle.appendFile(text);
    });
    return writing;
  };

  return {
    get count() {
      return count;
    },
    async add(record) {
      const line = oneLine(JSON.stringify(record));
      lines.push(line);
      count += 1;
      weight += line.length;
      if (weight > most) await flush();
    },
    async *drain() {
      await writing;
      const inMemory = lines;
      const onDisk = file;
      lines = [];
      weight = 0;
      count = 0;
      file = undefined;
      if (onDisk) {
        await onDisk.handle.close();
        const stored = createInterface({ input: createReadStream(onDisk.path, 'utf8'), crlfDelay: Infinity });
        for await (const line of stored) yield JSON.parse(line) as T;
        await rm(onDisk.path, { force: true });
      }
      for (const line of inMemory) yield JSON.parse(line) as T;
    },
  };
}

/** Readers of lines break at these as well; in JSON they may be escaped. */
const oneLine = (json: string) => json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
