import { path } from '../../azure-devops/path.ts';
import type { AzureDevOps } from '../../azure-devops/types.ts';
import { emptyAnswerOf } from '../empty-answers.ts';
import type { RawItem } from '../types.ts';
import { branchName, decode, noItems, onBranch } from './files.ts';
import { trimSlashes } from './globs.ts';

interface Reference {
  id: string;
  defaultBranch?: string;
  isDisabled?: boolean;
  project?: { id?: string };
}

/** Texts kept in memory, for the next resource that maps the same item. */
const KEPT = 200;

/**
 * A reader of files for `file://` in a mapping. The repository is the item or its `__repository`, the branch the item's
 * or the default one. Gives null when the file is missing or empty. Throws AzureDevOpsError when it could not be read,
 * Error when it is not text.
 */
export function repositoryFileReader(
  organisations: readonly AzureDevOps[],
): (item: RawItem, file: string) => Promise<string | null> {
  const kept = new Map<string, Promise<string | null>>();
  return (item, file) => {
    const devops = organisations.find(({ organisation }) => organisation.url === item.__organizationUrl);
    const repository = (item.id ? item : item.__repository) as Reference | undefined;
    // Repositories have GUIDs: an item whose id is a number is a pipeline, a work item and the like.
    if (!devops || typeof repository?.id !== 'string') return Promise.resolve(null);
    const ref = item.defaultBranch ?? item.__branch;
    const branch = typeof ref === 'string' ? branchName(ref) : undefined;
    const key = JSON.stringify([devops.organisation.url, repository.id, branch, file]);
    const text = kept.get(key) ?? read(devops, repository, branch, file);
    text.catch(() => {});
    kept.set(key, text);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
    return text;
  };
}

async function read(
  devops: AzureDevOps,
  { id, isDisabled, defaultBranch, project }: Reference,
  branch: string | undefined,
  file: string,
): Promise<string | null> {
  try {
    const bytes = await devops.bytes({
      path: project?.id
        ? path`${project.id}/_apis/git/repositories/${id}/items`
        : path`_apis/git/repositories/${id}/items`,
      query: { path: `/${trimSlashes(file)}`, ...(branch && onBranch(branch)) },
      what: `file "${file}" of repository ${id}`,
    });
    const text = decode(bytes);
    if (text === undefined) throw new Error(`File "${file}" of repository ${id} is not UTF-8 text.`);
    return text || null;
  } catch (error) {
    if (emptyAnswerOf(error, noItems({ isDisabled, defaultBranch }, { branch }))) return null;
    throw error;
  }
}
