import { path } from '../../azure-devops/path.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { type ZipEntry, zipEntries } from '../../lib/files/zip.ts';
import type { RepositoryNode } from '../parents.ts';
import type { ReadContext } from '../types.ts';
import { blobId } from './named-files.ts';

/** The content of a file by its Git hash. Undefined where it has to be read singly. */
export type Blobs = (objectId: string) => Promise<Buffer | undefined>;

/** Files in one request for contents. A missing one fails all of them. */
export const BLOBS_PER_ZIP = 64;

/**
 * The contents of some files of a repository in one answer, a zip. Its entries are named by their hashes, so that each
 * content proves itself. Nobody has recorded such an answer: on any doubt files are read singly, and no further zip is
 * asked for. `most`: bytes of one content.
 */
export async function readBlobs(
  repository: RepositoryNode,
  objectIds: readonly string[],
  most: number,
  context: ReadContext,
): Promise<Blobs> {
  const wanted = [...new Set(objectIds.map((id) => id.toLowerCase()))];
  if (wanted.length < 2) return none;
  const organisation = repository.parent.parent;
  const state = await context.once(organisation, 'zips of blobs', async () => ({ isDoubtful: false }));
  const ask = () => entriesOf(repository, wanted, state, context);
  // All other zips wait for the first one, and are not asked for where it is doubtful.
  let first: Map<string, ZipEntry> | undefined;
  await context.once(organisation, 'first zip of blobs', async () => {
    first = await ask();
  });
  if (state.isDoubtful) return none;
  const entries = first ?? (await ask());
  return async (objectId) => {
    const id = objectId.toLowerCase();
    const bytes = await entries.get(id)?.read(most).catch(unlessMistake);
    return bytes && blobId(bytes) === id ? bytes : undefined;
  };
}

const none: Blobs = async () => undefined;

async function entriesOf(
  { item, parent }: RepositoryNode,
  objectIds: readonly string[],
  state: { isDoubtful: boolean },
  { devops }: ReadContext,
): Promise<Map<string, ZipEntry>> {
  try {
    const zip = await devops.bytes({
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/blobs`,
      body: objectIds,
      accept: 'application/zip',
      whole: false,
      what: `the contents of files of repository "${item.name}"`,
    });
    const entries = new Map(
      zipEntries(zip, objectIds.length).map((entry) => [entry.name.toLowerCase(), entry]),
    );
    state.isDoubtful ||= objectIds.some((id) => !entries.has(id));
    return entries;
  } catch (error) {
    if (error instanceof AzureDevOpsError) state.isDoubtful ||= error.likelyCause !== 'too-large';
    else if (isNoZip(error)) state.isDoubtful = true;
    else throw error;
    return new Map();
  }
}

const unlessMistake = (error: unknown): undefined => {
  if (!isNoZip(error)) throw error;
};

/** Whether an error says that the zip is none. Mistakes in the program are of other classes. */
const isNoZip = (error: unknown): boolean =>
  error instanceof Error && (error.constructor === Error || error instanceof RangeError);
