import { malformed } from '../../azure-devops/answers.ts';
import { path } from '../../azure-devops/path.ts';
import type { Call } from '../../azure-devops/types.ts';
import { emptyAnswers, isEmptyAnswer } from '../classify.ts';
import type { RepositoryNode } from '../items.ts';
import type { ReadContext } from '../types.ts';
import { branchName, noItems } from './files.ts';
import { type Glob, isGlob, parseGlob, trimSlashes } from './globs.ts';

export interface FoundFile {
  /** Without a leading slash. */
  path: string;
  objectId: string;
  commitId: string | undefined;
  contentMetadata: Record<string, unknown> | undefined;
}

interface GitItem {
  path: string;
  objectId: string;
  gitObjectType: string;
  commitId?: string;
  contentMetadata?: Record<string, unknown>;
}

/** A place in the tree, and how much of what is under it to list. */
interface Descriptor {
  path: string;
  recursionLevel: 'none' | 'oneLevel' | 'full';
}

/** The files on the default branch that have one of the paths or match one of the globs, each once. */
export async function findFiles(
  repository: RepositoryNode,
  wanted: readonly string[],
  context: ReadContext,
): Promise<FoundFile[]> {
  const literal = new Set(wanted.filter((one) => !isGlob(one)).map(trimSlashes));
  const globs = wanted.filter(isGlob).map(parseGlob);
  const items = await listItems(repository, descriptors(literal, globs), context);
  const found = new Map<string, FoundFile>();
  for (const { path, gitObjectType, objectId, commitId, contentMetadata } of items) {
    const file = trimSlashes(path);
    if (gitObjectType !== 'blob' || found.has(file)) continue;
    if (!literal.has(file) && !globs.some((glob) => glob.matches(file))) continue;
    found.set(file, { path: file, objectId, commitId, contentMetadata });
  }
  return [...found.values()];
}

function descriptors(literal: ReadonlySet<string>, globs: readonly Glob[]): Descriptor[] {
  const bases = new Map<string, Descriptor['recursionLevel']>();
  for (const path of literal) bases.set(path, 'none');
  for (const { base, shallow } of globs) {
    if (bases.get(base) !== 'full') bases.set(base, shallow ? 'oneLevel' : 'full');
  }
  return [...bases].map(([base, recursionLevel]) => ({ path: `/${base}`, recursionLevel }));
}

/**
 * The service refuses the whole question when one of its paths does not exist: it is asked again in halves,
 * until those that are missing stand alone.
 */
async function listItems(
  repository: RepositoryNode,
  wanted: readonly Descriptor[],
  context: ReadContext,
): Promise<GitItem[]> {
  if (wanted.length === 0) return [];
  try {
    return await itemsBatch(repository, wanted, context);
  } catch (error) {
    const missing = isEmptyAnswer(error, emptyAnswers.missingItem);
    if (missing && wanted.length > 1) {
      const middle = Math.ceil(wanted.length / 2);
      const halves = [wanted.slice(0, middle), wanted.slice(middle)];
      return (await Promise.all(halves.map((half) => listItems(repository, half, context)))).flat();
    }
    const none = noItems(repository.item);
    if (!missing && !isEmptyAnswer(error, none)) throw error;
    context.note(none.reason);
    return [];
  }
}

async function itemsBatch(
  { item: repository, parent: project }: RepositoryNode,
  wanted: readonly Descriptor[],
  { devops }: ReadContext,
): Promise<GitItem[]> {
  const version = { version: branchName(repository.defaultBranch ?? ''), versionType: 'branch' };
  const call: Call = {
    path: path`${project.item.id}/_apis/git/repositories/${repository.id}/itemsbatch`,
    body: {
      itemDescriptors: wanted.map((descriptor) => ({ ...descriptor, ...version })),
      latestProcessedChange: true,
    },
    needs: ['value'],
    what: `the files of repository "${repository.name}"`,
  };
  const { value } = await devops.post<{ value: GitItem[][] }>(call);
  // A list for each place that was asked for.
  if (value.length !== wanted.length) {
    throw malformed(
      { method: 'POST', call },
      `the answer has ${value.length} lists for ${wanted.length} places`,
    );
  }
  return value.flat();
}
