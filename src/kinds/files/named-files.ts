import { createHash } from 'node:crypto';
import { path } from '../../azure-devops/path.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { unlessEmpty } from '../empty-answers.ts';
import type { RepositoryNode } from '../parents.ts';
import type { ReadContext } from '../types.ts';
import { defaultBranch, noItems, onBranch } from './files.ts';
import { type FoundFile, GIT_ITEM, type GitItem } from './find-files.ts';
import { isGlob, trimSlashes } from './globs.ts';

/** A file with its content. */
export interface NamedFile extends FoundFile {
  readonly bytes: Buffer;
}

/** Most files that are read by name. For more, a search and a zip of contents take no more requests. */
const MOST_NAMED = 2;

/**
 * Files that are named without a wildcard, each with its content in one answer. That answer has the content as text:
 * the hash tells whether the text is the file's. Undefined where the files have to be searched for: there are too many,
 * or an answer leaves a doubt.
 */
export async function readNamed(
  repository: RepositoryNode,
  wanted: readonly string[],
  context: ReadContext,
): Promise<NamedFile[] | undefined> {
  const paths = [...new Set(wanted.map(trimSlashes))];
  if (paths.length > MOST_NAMED || wanted.some(isGlob)) return undefined;
  const organisation = repository.parent.parent;
  const state = await context.once(organisation, 'named files', async () => ({ isDoubtful: false }));
  const read = () =>
    Promise.all(
      paths.map((one) =>
        context.once(repository, `named file ${one}`, () => ask(repository, one, state, context)),
      ),
    );
  // The answer was never recorded. All others wait for the first one, and are not asked for where it is doubtful.
  await context.once(organisation, 'first named files', async () => void (await read()));
  if (state.isDoubtful) return undefined;
  const found: NamedFile[] = [];
  for (const one of await read()) {
    if (one === 'unread') return undefined;
    if (one) found.push(one);
  }
  return found;
}

async function ask(
  { item, parent }: RepositoryNode,
  file: string,
  state: { isDoubtful: boolean },
  context: ReadContext,
): Promise<NamedFile | undefined | 'unread'> {
  try {
    const answer = context.devops.get<GitItem & { content?: unknown }>({
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/items`,
      query: { path: `/${file}`, includeContent: true, ...onBranch(defaultBranch(item)) },
      needs: GIT_ITEM,
      parentsInUrl: true,
      what: `file "${file}" of repository "${item.name}"`,
    });
    const found = await unlessEmpty(answer, noItems(item), context);
    if (!found) return undefined;
    if (trimSlashes(found.path) !== file) {
      state.isDoubtful = true;
      return 'unread';
    }
    if (found.gitObjectType !== 'blob') return undefined;
    const { objectId, commitId, contentMetadata, content } = found;
    const bytes = provenBytes(content, objectId);
    if (bytes) return { path: file, objectId, commitId, contentMetadata, bytes };
    // A file that is not UTF-8 has U+FFFD in its text, and raises no doubt about such answers.
    if (typeof content !== 'string' || !content.includes('\ufffd')) state.isDoubtful = true;
    return 'unread';
  } catch (error) {
    if (error instanceof AzureDevOpsError) return 'unread';
    throw error;
  }
}

const BYTE_ORDER_MARK = '\ufeff';

/** The bytes of a text that have this hash, with a byte order mark or without. */
function provenBytes(text: unknown, objectId: string): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  return [text, BYTE_ORDER_MARK + text]
    .map((one) => Buffer.from(one))
    .find((bytes) => blobId(bytes) === objectId.toLowerCase());
}

/** The hash by which Git knows a file's content. */
export const blobId = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
