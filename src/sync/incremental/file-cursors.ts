import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder.ts';
import { zonedTime } from '../../lib/values/zoned-time.ts';
import type { CursorKey, Cursors } from '../../port/cursors.ts';

/** Most bytes of a file of cursors. Each mapping that ran here has some 15 cursors of some 60 bytes. */
const LARGEST = 2 ** 20;
/** Most cursors that are kept. Of more the oldest go. */
const MOST = 500;

const nameOf = ({ kind, index }: CursorKey): string => `${kind}/${index}`;

/**
 * Cursors in a file of a folder that is kept between runs. A file that is none of cursors counts as missing: a run
 * without cursors is a full sync.
 */
export function createFileCursors(folder: string): Cursors {
  const path = join(folder, 'cursors.json');
  let loading: Promise<Map<string, string>> | undefined;
  let saving: Promise<void> = Promise.resolve();
  const load = () => {
    loading ??= readText(path).then(parse, () => new Map());
    return loading;
  };
  const save = async (cursors: ReadonlyMap<string, string>) => {
    await makeFolder(folder);
    const text = JSON.stringify(
      { version: 1, cursors: Object.fromEntries([...cursors].slice(-MOST)) },
      null,
      1,
    );
    // The file is written aside and renamed: a run that is killed leaves it as it was.
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  };
  const write = async (key: CursorKey, time: Date) => {
    const cursors = await load();
    cursors.delete(nameOf(key));
    cursors.set(nameOf(key), time.toISOString());
    saving = saving.catch(() => {}).then(() => save(cursors));
    await saving;
  };
  return {
    async read(key) {
      const time = zonedTime((await load()).get(nameOf(key)));
      return Number.isNaN(time) ? undefined : new Date(time);
    },
    write,
    async change(key, time) {
      if ((await load()).has(nameOf(key))) await write(key, time);
    },
  };
}

/** The text of a file of ours. No other is opened: it may be larger than memory, or a pipe that never ends. */
async function readText(path: string): Promise<string> {
  const found = await stat(path);
  return found.isFile() && found.size <= LARGEST ? readFile(path, 'utf8') : '';
}

function parse(text: string): Map<string, string> {
  try {
    const { version, cursors } = JSON.parse(text) as { version?: unknown; cursors?: unknown };
    if (version !== 1 || typeof cursors !== 'object' || cursors === null) return new Map();
    return new Map(Object.entries(cursors).filter(([, time]) => typeof time === 'string'));
  } catch {
    return new Map();
  }
}
