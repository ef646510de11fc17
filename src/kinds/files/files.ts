import { path } from '../../azure-devops/path.ts';
import { emptyAnswers, unlessEmpty } from '../empty-answers.ts';
import type { Repository, RepositoryNode } from '../parents.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { trimSlashes } from './globs.ts';

/** A branch's name without `refs/heads/`. */
export const branchName = (ref: string): string => ref.replace(/^refs\/heads\//, '');

export const defaultBranch = ({ defaultBranch: ref }: Repository): string => (ref ? branchName(ref) : 'main');

/**
 * The answers to a question for a repository's items that mean that there are none. A default branch that the list of
 * repositories names exists: that it does not is no such answer.
 */
export const noItems = (
  { isDisabled, defaultBranch: listed }: { isDisabled?: boolean | undefined; defaultBranch?: unknown },
  branch?: string,
) => [
  emptyAnswers.repositoryItems,
  ...(typeof listed === 'string' && (branch === undefined || branchName(listed) === branch)
    ? []
    : [emptyAnswers.repositoryBranch]),
  ...(isDisabled ? [emptyAnswers.disabledRepository] : []),
];

/** Which version of a repository to read. */
export const onBranch = (branch: string) => ({
  'versionDescriptor.version': branch,
  'versionDescriptor.versionType': 'branch',
});

/** A file's bytes; undefined when it is not there. */
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
    noItems(item, branch),
    context,
  );

/** A file's bytes, read once per run for all callers. For files that the user names, not for searches. */
export const readFileOnce = (
  node: RepositoryNode,
  branch: string,
  file: string,
  context: ReadContext,
): Promise<Buffer | undefined> =>
  context.once(node, `file ${branch}:${trimSlashes(file)}`, () => readFile(node, branch, file, context));

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined when the bytes are not UTF-8. A byte order mark stays. */
export function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The field that `includedFiles` adds; none without it. */
export const withFiles = async (
  node: RepositoryNode,
  branch: string,
  files: readonly string[],
  context: ReadContext,
): Promise<RawItem> =>
  files.length === 0 ? {} : { __includedFiles: await includedFiles(node, branch, files, context) };

/** Text by path as the user wrote it: empty for a missing file, null for one that is not UTF-8. */
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
