import * as z from 'zod/mini';
import { Page } from '../azure-devops/types.ts';
import { append } from '../lib/collections/append.ts';
import { chunks } from '../lib/collections/chunks.ts';
import { BLOBS_PER_ZIP, readBlobs } from './files/blobs.ts';
import { decode, defaultBranch, readFile, readFileOnce, withFiles } from './files/files.ts';
import { type FoundFile, findFiles, findNamed, isWantedBy } from './files/find-files.ts';
import { isGlob, trimSlashes } from './files/globs.ts';
import { type NamedFile, readNamed } from './files/named-files.ts';
import { parseText } from './files/parsed.ts';
import type { RepositoryNode } from './parents.ts';
import { repositories } from './sources/repositories.ts';
import { ownIds } from './support/chosen.ts';
import { keyOf, type OptionsOf, optional, paths, textList } from './support/options.ts';
import { eachItem, pageOf } from './support/pages.ts';
import {
  AbsentItem,
  defineKind,
  type Node,
  PartialItem,
  type RawItem,
  type ReadContext,
  type Source,
} from './types.ts';

const options = {
  files: z.object({ path: paths, repos: optional.texts }),
  includedFiles: textList(),
};
type Options = OptionsOf<typeof options>;

export const file = defineKind<Options, Node<RawItem, RepositoryNode>>({
  name: 'file',
  summary: 'A text file on the default branch of a repository, up to 1 MiB: `{file, repo}`.',
  scope: 'Code (read)',
  options,
  docs: {
    requests:
      'one per repository and path where one or two are named, without wildcards; else one per repository, more where paths named without wildcards do not exist, one for the contents of up to 64 of the files found, and one for each whose content is not proven by it; one per repository and included file',
    fields: {
      file: '`{path, objectId, size, isFolder, commitId, content: {raw, parsed}}`. `parsed` is JSON, else YAML 1.1 (a list for several documents), else the text.',
      repo: 'The repository.',
      __includedFiles: 'As for `repository`, with `includedFiles`.',
    },
    options: {
      files:
        '`{path, repos}`: paths or globs (`*`, `?`, `**`, `[]`, `{}`, not case-sensitive), one or a list; names of repositories, all unless given.',
      includedFiles: 'Paths of files, from the root of the repository, whose text is added.',
    },
  },
  source: ({ files }) => fileList(files),
  under: { repositories: ['repo.id'], projects: ['repo.project.id'] },
  ids: ['file.path'],
  items: (nodes, options, context) =>
    eachItem(
      nodes,
      ({ item, parent }) => ({ ...item, repo: parent.item }),
      ({ parent }) => withFiles(parent, defaultBranch(parent.item), options.includedFiles, context),
    ),
});

/** Files whose contents are in memory at a time. */
const FILES_AT_A_TIME = 16;

const fileList = ({ path, repos }: Options['files']): Source<RawItem, RepositoryNode> => ({
  key: keyOf('files', { path, repos }),
  under: repositories,
  applies: ({ item }) => Boolean(item.defaultBranch) && (!repos || repos.includes(item.name)),
  askedBy: ({ item }) => item.defaultBranch,
  ids: { id: ({ file }) => (file as { path?: string } | undefined)?.path },
  async *read(repository, context) {
    const files =
      (await readNamed(repository, path, context)) ?? (await findFiles(repository, path, context));
    yield* contentsOf(files, path, repository, context);
  },
  readChosen(repository, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenFiles(ids.map(trimSlashes), path, repository, context);
  },
});

/**
 * Files with their contents, which are read unless they came along. `leftOut` is told of each file that exists and that
 * the kind leaves out.
 */
async function* contentsOf(
  found: readonly (FoundFile | NamedFile)[],
  wanted: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
  leftOut: (file: FoundFile) => void = () => {},
): AsyncGenerator<Page<RawItem | PartialItem>> {
  for (const many of chunks(found, BLOBS_PER_ZIP)) {
    const unread = many.flatMap((one) => ('bytes' in one ? [] : [one.objectId]));
    const blobs = await readBlobs(repository, unread, LARGEST, context);
    for (const some of chunks(many, FILES_AT_A_TIME)) {
      const known = await Promise.all(some.map((one) => ('bytes' in one ? one.bytes : blobs(one.objectId))));
      const read = await Promise.all(
        some.map((one, i) => fileOf(one, known[i], wanted, repository, context)),
      );
      const files = read.filter((one) => one !== undefined);
      for (const [i, one] of some.entries()) if (!read[i]) leftOut(one);
      yield new Page(
        files.map(({ item }) => item),
        files.reduce((sum, { bytes }) => sum + bytes, 0),
      );
    }
  }
}

/**
 * The chosen paths that the mapping wants. One that is missing twice is gone for certain: the service has an error code
 * for that.
 */
async function* chosenFiles(
  paths: readonly string[],
  wanted: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): AsyncGenerator<Page<RawItem | PartialItem | AbsentItem>> {
  const asked = paths.filter(isWantedBy(wanted));
  if (asked.length === 0) return;
  const missing = new Set(asked);
  const take = (files: readonly FoundFile[]) => files.filter(({ path }) => missing.delete(path));
  const found = take(await findNamed(repository, asked, context));
  if (missing.size > 0) append(found, take(await findNamed(repository, [...missing], context)));
  const absent = [...missing].map((path) => new AbsentItem({ file: { path } }, 'deleted'));
  const leave = ({ path }: FoundFile) => void absent.push(new AbsentItem({ file: { path } }, 'not selected'));
  yield* contentsOf(found, wanted, repository, context, leave);
  yield pageOf(absent);
}

const LARGEST = 1024 * 1024;

interface ReadFile {
  item: RawItem | PartialItem;
  /** The weight of its text in memory. */
  bytes: number;
}

/** A file with its text. A PartialItem where that could not be read, undefined where the kind leaves the file out. */
async function fileOf(
  { path, objectId, commitId, contentMetadata }: FoundFile,
  known: Buffer | undefined,
  wanted: readonly string[],
  repository: RepositoryNode,
  context: ReadContext,
): Promise<ReadFile | undefined> {
  const about = { path, objectId, isFolder: false, commitId, ...contentMetadata };
  // A file that the user names may be an included file too, and is kept. All that a search finds would be too much.
  const named = wanted.some((one) => !isGlob(one) && trimSlashes(one) === path);
  const read = named ? readFileOnce : readFile;
  try {
    const bytes = known ?? (await read(repository, defaultBranch(repository.item), path, context));
    if (!bytes) throw new Error(`${what(path, repository)} was listed, and is not there when it is read.`);
    const size = bytes.length;
    if (size === 0) return undefined;
    const raw = size > LARGEST ? undefined : decode(bytes);
    if (raw === undefined) {
      context.note(size > LARGEST ? 'a file is larger than 1 MiB' : 'a file is not UTF-8 text');
      return undefined;
    }
    const content = { raw, parsed: await parseText(raw) };
    return { item: { file: { ...about, size, content } }, bytes: 2 * size };
  } catch (error) {
    return { item: new PartialItem({ file: about }, error, ['file']), bytes: 0 };
  }
}

const what = (path: string, { item }: RepositoryNode) => `File "${path}" of repository "${item.name}"`;
