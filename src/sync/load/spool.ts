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
const IN_MEMORY = 2 ** 17;
const CLOSED = new Error('the spools are closed');

/** `failed` turns an error of the file system into the error that ends the run. */
export function createSpools(
  directory: string = tmpdir(),
  inMemory: number = IN_MEMORY,
  failed: (error: unknown) => unknown = (error) => error,
): Spools {
  let folder: Promise<string> | undefined;
  let files = 0;
  let closed = false;
  const handles = new Set<FileHandle>();

  const newFile = async (): Promise<SpoolFile> => {
    files += 1;
    const name = `${files}.ndjson`;
    if (closed) throw CLOSED;
    folder ??= mkdtemp(join(directory, 'port-sync-'));
    const path = join(await folder, name);
    const handle = await open(path, 'a', 0o600);
    if (closed) {
      await handle.close();
      throw CLOSED;
    }
    handles.add(handle);
    return {
      path,
      append: (text) => handle.appendFile(text),
      async close() {
        handles.delete(handle);
        await handle.close();
      },
    };
  };

  return {
    create: <T>() => createSpool<T>(newFile, inMemory, (error) => (error === CLOSED ? error : failed(error))),
    async close() {
      closed = true;
      const path = await folder?.catch(() => undefined);
      await Promise.all([...handles].map((handle) => handle.close()));
      if (path !== undefined) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface SpoolFile {
  path: string;
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

function createSpool<T>(
  newFile: () => Promise<SpoolFile>,
  most: number,
  failed: (error: unknown) => unknown,
): Spool<T> {
  let lines: string[] = [];
  let weight = 0;
  let count = 0;
  let file: SpoolFile | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    const text = `${lines.join('\n')}\n`;
    lines = [];
    weight = 0;
    writing = writing.then(async () => {
      try {
        file ??= await newFile();
        await file.append(text);
      } catch (error) {
        throw failed(error);
      }
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
      if (onDisk) for await (const line of takeLines(onDisk, failed)) yield JSON.parse(line) as T;
      for (const line of inMemory) yield JSON.parse(line) as T;
    },
  };
}

/** The lines of a file, which is removed after the last one. */
async function* takeLines(
  { path, close }: SpoolFile,
  failed: (error: unknown) => unknown,
): AsyncGenerator<string> {
  await close();
  const stream = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Infinity });
  } catch (error) {
    throw isSystems(error) ? failed(error) : error;
  } finally {
    stream.destroy();
  }
  await rm(path, { force: true });
}

/** JSON on one line: readline ends a line at U+2028 and U+2029 too, which JSON may escape. */
const oneLine = (json: string) => json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

const isSystems = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
