import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawItem } from '../../kinds/types.ts';
import { messageOf, type Problem, ProblemsError } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/files/text-file.ts';
import { didYouMean } from '../../lib/text/did-you-mean.ts';
import { parseJson } from '../../lib/values/json.ts';

/** The user's raw items by kind. */
export type OwnSamples = ReadonlyMap<string, readonly RawItem[]>;

const isObject = (value: unknown): value is RawItem =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The forms of a sample file: an item, a list of them, an answer of the REST API (`{count, value}`), or examples as
 * Port is sent them.
 */
const listIn = (document: unknown): unknown[] => {
  if (Array.isArray(document)) return document;
  if (isObject(document) && Array.isArray(document.value) && 'count' in document) return document.value;
  if (isObject(document) && Array.isArray(document.examples)) return document.examples;
  return [document];
};

/** `repository` of `repository` and of `repository-0`, which is how Port names a resource. */
const kindOf = (name: string, kinds: ReadonlySet<string>): string | undefined =>
  [name, name.replace(/-\d+$/, '')].find((candidate) => kinds.has(candidate));

/** Documents by the name of their kind: the keys of a file, or the files of a folder. */
async function documentsIn(path: string): Promise<[name: string, where: string, document: unknown][]> {
  const read = async (file: string) => parseJson(await readTextFile(file)) as unknown;
  if (!(await stat(path)).isDirectory()) {
    const document = await read(path);
    // An answer of the service is of one kind, which only a file's name in a folder can say.
    if (!isObject(document) || listIn(document)[0] !== document)
      throw new Error('it must be an object with the kinds as its keys');
    return Object.entries(document).map(([name, value]) => [name, `${path}: ${name}`, value]);
  }
  const files = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) throw new Error('the folder has no file <kind>.json');
  return Promise.all(
    files.map(async (name): Promise<[string, string, unknown]> => {
      const where = join(path, name);
      try {
        return [name.slice(0, -'.json'.length), where, await read(where)];
      } catch (error) {
        throw new Error(`${name}: ${messageOf(error)}`, { cause: error });
      }
    }),
  );
}

/**
 * Reads sample items: a folder with a file `<kind>.json` each, or one JSON file with the kinds as its keys. Throws
 * ProblemsError with everything that is wrong with them.
 */
export async function ownSamples(path: string, names: Iterable<string>): Promise<OwnSamples> {
  const summary = `The samples in ${path} cannot be used:`;
  const kinds = new Set(names);
  let documents: Awaited<ReturnType<typeof documentsIn>>;
  try {
    documents = await documentsIn(path);
  } catch (error) {
    const hint = 'Give a folder with a file <kind>.json each, or a JSON file with the kinds as its keys.';
    throw new ProblemsError(summary, [{ where: path, message: `${messageOf(error)}.`, hint }], 'PCS1305');
  }
  const problems: Problem[] = [];
  const samples = new Map<string, RawItem[]>();
  for (const [name, where, document] of documents) {
    const kind = kindOf(name, kinds);
    const items = listIn(document);
    if (kind === undefined) {
      const hint = didYouMean(name, kinds);
      problems.push({ where, message: `${JSON.stringify(name)} is not a kind.`, ...(hint && { hint }) });
    } else if (!items.every(isObject)) {
      problems.push({ where, message: 'must be an item or a list of items, each an object.' });
    } else samples.set(kind, [...(samples.get(kind) ?? []), ...items]);
  }
  if (problems.length > 0) throw new ProblemsError(summary, problems, 'PCS1305');
  return samples;
}
