import { malformed } from '../../azure-devops/answers/answers.ts';
import { parentCheck } from '../../azure-devops/answers/own-parent.ts';
import { isTooLarge } from '../../azure-devops/paging/page-size.ts';
import { path } from '../../azure-devops/path.ts';
import { aListOf, aListOfDistinct, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { Call } from '../../azure-devops/types.ts';
import { emptyAnswerOf, emptyAnswers } from '../empty-answers.ts';
import type { RepositoryNode } from '../parents.ts';
import type { ReadContext } from '../types.ts';
import { branchName, noItems, ROOT } from './files.ts';
import { type Glob, isGlob, parseGlob, trimSlashes } from './globs.ts';

export interface FoundFile {
  /** The path, without a leading slash. */
  path: string;
  objectId: string;
  commitId: string | undefined;
  contentMetadata: Record<string, unknown> | undefined;
}

export interface GitItem {
  path: string;
  objectId: string;
  gitObjectType: string;
  commitId?: string;
  contentMetadata?: Record<string, unknown>;
  url?: unknown;
}

export const GIT_ITEM = {
  path: aText,
  objectId: aText,
  gitObjectType: aText,
  contentMetadata: orNone(anObject()),
};

/** A place in the tree, and how deep to list it. */
interface Descriptor {
  path: string;
  recursionLevel: 'none' | 'oneLevel' | 'full';
}

/** The files on the default branch that paths and globs mean, each once. */
export async function findFiles(
  repository: RepositoryNode,
  wanted: readonly string[],
  context: ReadContext,
): Promise<FoundFile[]> {
  const literal = new Set(wanted.filter((one) => !isGlob(one)).map(trimSlashes));
  const globs = wanted.filter(isGlob).map(parseGlob);
  const isWanted = isWantedBy(wanted);
  const found = new Map<string, FoundFile>();
  await listItems(repository, descriptors(literal, globs), context, (items) => {
    for (const { path, gitObjectType, objectId, commitId, contentMetadata } of items) {
      const file = trimSlashes(path);
      if (gitObjectType !== 'blob' || found.has(file) || !isWanted(file)) continue;
      found.set(file, { path: file, objectId, commitId, contentMetadata });
    }
  });
  return [...found.values()];
}

/** The files on the default branch at some paths, taken literally. */
export async function findNamed(
  repository: RepositoryNode,
  paths: readonly string[],
  context: ReadContext,
): Promise<FoundFile[]> {
  const literal = new Set(paths.map(trimSlashes));
  const found: FoundFile[] = [];
  await listItems(repository, descriptors(literal, []), context, (items) => {
    for (const { path, gitObjectType, objectId, commitId, contentMetadata } of items)
      if (gitObjectType === 'blob' && literal.delete(trimSlashes(path)))
        found.push({ path: trimSlashes(path), objectId, commitId, contentMetadata });
  });
  return found;
}

/** Whether paths and globs mean a file. */
export function isWantedBy(wanted: readonly string[]): (file: string) => boolean {
  const literal = new Set(wanted.filter((one) => !isGlob(one)).map(trimSlashes));
  const globs = wanted.filter(isGlob).map(parseGlob);
  return (file) => literal.has(file) || globs.some((glob) => glob.matches(file));
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
 * Hands the listed items to `take`. The service refuses the whole question when one of its paths does not exist: it is
 * asked again by bisection, until a missing path stands alone. So is a question whose answer is too large. One tree that
 * is too large by itself is read folder by folder.
 */
async function listItems(
  repository: RepositoryNode,
  wanted: readonly Descriptor[],
  context: ReadContext,
  take: (items: readonly GitItem[]) => void,
): Promise<void> {
  if (wanted.length === 0) return;
  try {
    return take((await itemsBatch(repository, wanted, context)).flat());
  } catch (error) {
    const parts = await partsOf(error, wanted, repository, context, take);
    for (const part of parts) await listItems(repository, part, context, take);
  }
}

/** Smaller questions in place of one that failed. Throws its error where none are left. */
async function partsOf(
  error: unknown,
  wanted: readonly Descriptor[],
  repository: RepositoryNode,
  context: ReadContext,
  take: (items: readonly GitItem[]) => void,
): Promise<Descriptor[][]> {
  const [first, ...others] = wanted;
  const isMissing = emptyAnswerOf(error, [emptyAnswers.missingItem]) !== undefined;
  if (others.length > 0 && (isMissing || isTooLarge(error))) {
    const middle = Math.ceil(wanted.length / 2);
    return [wanted.slice(0, middle), wanted.slice(middle)];
  }
  if (first?.recursionLevel === 'full' && isTooLarge(error)) {
    const [inside = []] = await itemsBatch(repository, [{ ...first, recursionLevel: 'oneLevel' }], context);
    take(inside);
    return subfolders(first.path, inside).map((path) => [{ path, recursionLevel: 'full' }]);
  }
  const none = emptyAnswerOf(error, noItems(repository.item, { exists: first?.path === ROOT }));
  if (!none) throw error;
  context.note(none.reason);
  return [];
}

const subfolders = (parent: string, items: readonly GitItem[]): string[] =>
  items
    .filter(({ gitObjectType, path }) => gitObjectType === 'tree' && isUnder(parent, path))
    .map(({ path }) => path);
const isUnder = (parent: string, path: string): boolean =>
  path.length > parent.length && path.startsWith(parent.replace(/\/?$/, '/'));

async function itemsBatch(
  { item: repository, parent: project }: RepositoryNode,
  wanted: readonly Descriptor[],
  { devops }: ReadContext,
): Promise<GitItem[][]> {
  const version = { version: branchName(repository.defaultBranch ?? ''), versionType: 'branch' };
  const call: Call = {
    path: path`${project.item.id}/_apis/git/repositories/${repository.id}/itemsbatch`,
    body: {
      itemDescriptors: wanted.map((descriptor) => ({ ...descriptor, ...version })),
    },
    needs: { value: aListOf(aListOfDistinct('path', GIT_ITEM)) },
    whole: true,
    what: `the files of repository "${repository.name}"`,
  };
  const { value } = await devops.post<{ value: GitItem[][] }>(call);
  // The answer has a list for each place, and in each the place itself.
  const told = wanted.filter(({ path, recursionLevel }, i) => {
    const items = value[i];
    return items && tellsOf(path, items) && (recursionLevel === 'none' || goesInto(items));
  }).length;
  if (value.length !== wanted.length || told < wanted.length)
    throw malformed({ method: 'POST', call }, `the answer tells of ${told} of ${wanted.length} places`);
  const [first] = value.flat();
  const breach = first && parentCheck({ path: call.path, parentsInUrl: true })({ url: first.url });
  if (breach) throw malformed({ method: 'POST', call }, `a file ${breach}`);
  return value;
}

/** The id of a tree that has nothing in it, the same in every repository. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Whether a list goes into the folder that it is of: one that has only itself is empty, and git keeps none such. */
export const goesInto = (items: readonly Pick<GitItem, 'gitObjectType' | 'objectId'>[]): boolean =>
  items.length > 1 ||
  items.some(({ gitObjectType, objectId }) => gitObjectType !== 'tree' || objectId === EMPTY_TREE);

/** Whether a list is that of a place: it has the place itself, and nothing that is not below it. */
export const tellsOf = (place: string, items: readonly { path: string }[]): boolean =>
  items.some(({ path }) => path === place) &&
  items.every(({ path }) => path === place || isUnder(place, path));
