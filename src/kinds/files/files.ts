import { path } from '../../azure-devops/path.ts';
import { emptyAnswers, unlessEmpty } from '../empty-answers.ts';
import type { Repository, RepositoryNode } from '../parents.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { trimSlashes } from './globs.ts';

/** A branch's name without `refs/heads/`. */
export const branchName = (ref: string): string => ref.replace(/^refs\/heads\//, '');

export const defaultBranch = ({ defaultBranch: ref }: Repository): string => (ref ? branchName(ref) : 'main');

/** Every branch has a root. */
export const ROOT = '/';

/**
 * The answers by which a repository has none of the items that are asked for. "No such branch" is not among them for
 * the default branch that the list of repositories names: it exists. Nor is "no such path" for one that exists.
 */
export const noItems = (
  { isDisabled, defaultBranch: listed }: { isDisabled?: boolean | undefined; defaultBranch?: unknown },
  { branch, exists = false }: { branch?: string; exists?: boolean } = {},
) => [
  ...(exists ? [] : [emptyAnswers.repositoryItems, emptyAnswers.missingItem]),
  ...(typeof listed === 'string' && (branch === undefined || branchName(listed) === branch)
    ? []
    : [emptyAnswers.repositoryBranch]),
  ...(isDisabled ? [emptyAnswers.disabledRepository] : []),
];

/** Query parameters that choose a branch. */
export const onBranch = (branch: string) => ({
  'versionDescriptor.version': branch,
  'versionDescriptor.versionType': 'branch',
});

/** A file's bytes. Undefined when the file is missing. */
export const readFile = (
  { item, parent }: RepositoryNode,
  branch: string,
  file: string,
  context: ReadContext,
): Promise<Buffer | undefined> =>
  unlessEmpty(
    context.devops.bytes({
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/items`,
      query: { path: `/${trimSlashes(file)}`, ...onBranch(branch) },
      what: `file "${file}" of repository "${item.name}"`,
    }),
    noItems(item, { branch }),
    context,
  );

/**
 * A file's bytes, read once per run and kept. For files that the user names: what a search finds is too much to keep.
 */
export const readFileOnce = (
  node: RepositoryNode,
  branch: string,
  file: string,
  context: ReadContext,
): Promise<Buffer | undefined> =>
  context.once(node, `file ${branch}:${trimSlashes(file)}`, () => readFile(node, branch, file, context));

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text, a byte order mark included. Undefined when they are not UTF-8. */
export function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The field that the option `includedFiles` adds, if it is set. */
export const withFiles = async (
  node: RepositoryNode,
  branch: string,
  files: readonly string[],
  context: ReadContext,
): Promise<RawItem> =>
  files.length === 0 ? {} : { __includedFiles: await includedFiles(node, branch, files, context) };

/** Texts by the paths that the user wrote: empty for a missing file, null for one that is not UTF-8. */
async function includedFiles(
  node: RepositoryNode,
  branch: string,
  files: readonly string[],
  context: ReadContext,
): Promise<Record<string, string | null>> {
  const contents = await Promise.all(
    files.map(async (file): Promise<[string, string | null]> => {
      const bytes = await readFileOnce(node, branch, file, context);
      return [file, bytes ? (decode(bytes) ?? null) : ''];
    }),
  );
  return Object.fromEntries(contents);
}
